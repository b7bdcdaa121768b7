using Mhero.Core.Messaging.Requests;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;
using Microsoft.AspNetCore.Http;

namespace Mhero.Functions.Console.Pages.Messages;

/// <summary>The progress of a message request.</summary>
/// <param name="requests">The requests.</param>
public sealed class MessageRoute(MessageRequests requests) : IConsoleRoute
{
    /// <inheritdoc/>
    public string Pattern => "messages/{id}";

    /// <inheritdoc/>
    public bool IsAction => false;

    /// <inheritdoc/>
    public ConsoleRole Role => ConsoleRole.Reader;

    /// <inheritdoc/>
    public async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) =>
        Guid.TryParse(request.Value("id"), out var id) && await requests.FindAsync(id, cancellationToken) is { } progress
            ? ConsoleAnswer.Page<MessagePage>("messages.one", new MessageView(progress))
            : ConsoleAnswer.Problem("messages.gone", StatusCodes.Status404NotFound);
}
