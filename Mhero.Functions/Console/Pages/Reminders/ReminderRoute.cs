using Mhero.Core.Messaging.Reminders;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;
using Microsoft.AspNetCore.Http;

namespace Mhero.Functions.Console.Pages.Reminders;

/// <summary>The people who would get a reminder now. Nothing is sent.</summary>
/// <param name="reminders">The reminders.</param>
public sealed class ReminderRoute(ReminderSender reminders) : IConsoleRoute
{
    /// <inheritdoc/>
    public string Pattern => "reminders/{name}";

    /// <inheritdoc/>
    public bool IsAction => false;

    /// <inheritdoc/>
    public ConsoleRole Role => ConsoleRole.Reader;

    /// <inheritdoc/>
    public async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) =>
        await reminders.PreviewAsync(Uri.UnescapeDataString(request.Value("name")), cancellationToken) is { } preview
            ? ConsoleAnswer.Page<ReminderPage>("reminders.one", new ReminderView(preview))
            : ConsoleAnswer.Problem("reminders.gone", StatusCodes.Status404NotFound);
}
