using Mhero.Core.Operating.Messages;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Messages;

/// <summary>The progress of a message request, and those who did not get it.</summary>
/// <param name="messages">Reads it.</param>
public sealed class MessageRoute(MessageReader messages) : ConsoleRoute("messages/{id}", ConsoleRole.Reader)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) =>
        Guid.TryParse(request.Value("id"), out var id) && await messages.FindAsync(id, cancellationToken) is { } detail
            ? ConsoleAnswer.Page<MessagePage>("messages.one", new MessageView(detail))
            : ConsoleAnswer.Problem("messages.gone", StatusCodes.Status404NotFound);
}
