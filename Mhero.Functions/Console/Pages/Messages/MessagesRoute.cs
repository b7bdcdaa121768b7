using Mhero.Core.Operating.Messages;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Messages;

/// <summary>The message requests with the states of their recipients.</summary>
/// <param name="messages">Reads them.</param>
public sealed class MessagesRoute(MessageReader messages) : IConsoleRoute
{
    private const int Shown = 25;

    /// <inheritdoc/>
    public string Pattern => "messages";

    /// <inheritdoc/>
    public bool IsAction => false;

    /// <inheritdoc/>
    public ConsoleRole Role => ConsoleRole.Reader;

    /// <inheritdoc/>
    public async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) =>
        ConsoleAnswer.Page<MessagesPage>("messages.title", new MessagesView(await messages.ListAsync(Shown, request.Query("after"), cancellationToken)));
}
