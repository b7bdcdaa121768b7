using Mhero.Core.Messaging.Reminders;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Reminders;

/// <summary>The people who would get a reminder now. Nothing is sent.</summary>
/// <param name="reminders">The reminders.</param>
public sealed class ReminderRoute(ReminderSender reminders) : ConsoleRoute("reminders/{name}", ConsoleRole.Reader)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) =>
        await reminders.PreviewAsync(Uri.UnescapeDataString(request.Value("name")), cancellationToken) is { } preview
            ? ConsoleAnswer.Page<ReminderPage>("reminders.one", new ReminderView(preview))
            : ConsoleAnswer.Problem("reminders.gone", StatusCodes.Status404NotFound);
}
