using Mhero.Core.Operating.Messages;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Messages;

/// <summary>Sends a request again to those who did not get it.</summary>
/// <param name="actions">Does it.</param>
public sealed class ResendMessageRoute(MessageActions actions) : ConsoleRoute("messages/{id}/resend", ConsoleRole.Operator, isAction: true)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(request.Value("id"), out var id) || await actions.ResendAsync(id, request.User.Operator, cancellationToken) is not { } result)
        {
            return ConsoleAnswer.Problem("messages.gone", StatusCodes.Status404NotFound);
        }

        return result.Request is { } resend
            ? new RedirectAnswer($"messages/{resend}", "message-resent", result.Recipients)
            : new RedirectAnswer($"messages/{id}", "message-not-resent");
    }
}
