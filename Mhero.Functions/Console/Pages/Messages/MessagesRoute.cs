using Mhero.Core.Operating.Messages;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Messages;

/// <summary>The message requests with the states of their recipients.</summary>
/// <param name="messages">Reads them.</param>
public sealed class MessagesRoute(MessageReader messages) : ConsoleRoute("messages", ConsoleRole.Reader)
{
    private const int Shown = 25;

    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) =>
        ConsoleAnswer.Page<MessagesPage>("messages.title", new MessagesView(await messages.ListAsync(Shown, request.Query("after"), cancellationToken)));
}
