using Mhero.Core.Operating.Messages;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Messages;

/// <summary>Stops the messages of a request that were not sent yet.</summary>
/// <param name="actions">Stops them.</param>
public sealed class RevokeMessageRoute(MessageActions actions) : ConsoleRoute("messages/{id}/revoke", ConsoleRole.Operator, isAction: true)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) =>
        Guid.TryParse(request.Value("id"), out var id) && await actions.RevokeAsync(id, request.User.Operator, cancellationToken)
            ? new RedirectAnswer($"messages/{id}", "message-revoked")
            : ConsoleAnswer.Problem("messages.gone", StatusCodes.Status404NotFound);
}
