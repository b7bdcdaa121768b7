using Mhero.Core.Messaging.Requests;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;
using Microsoft.AspNetCore.Http;

namespace Mhero.Functions.Console.Pages.Messages;

/// <summary>Stops the messages of a request that were not sent yet.</summary>
/// <param name="requests">The requests.</param>
public sealed class RevokeMessageRoute(MessageRequests requests) : IConsoleRoute
{
    /// <inheritdoc/>
    public string Pattern => "messages/{id}/revoke";

    /// <inheritdoc/>
    public bool IsAction => true;

    /// <inheritdoc/>
    public ConsoleRole Role => ConsoleRole.Operator;

    /// <inheritdoc/>
    public async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) =>
        Guid.TryParse(request.Value("id"), out var id) && await requests.RevokeAsync(id, cancellationToken)
            ? new RedirectAnswer($"messages/{id}", "message-revoked")
            : ConsoleAnswer.Problem("messages.gone", StatusCodes.Status404NotFound);
}
