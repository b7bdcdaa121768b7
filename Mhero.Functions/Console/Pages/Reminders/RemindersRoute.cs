using Mhero.Core.Messaging.Reminders;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Reminders;

/// <summary>The reminders and their times.</summary>
/// <param name="reminders">The reminders.</param>
public sealed class RemindersRoute(ReminderSender reminders) : ConsoleRoute("reminders", ConsoleRole.Reader)
{
    private const int Shown = 100;

    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) =>
        ConsoleAnswer.Page<RemindersPage>("reminders.title", new RemindersView(await reminders.ListAsync(cancellationToken).Take(Shown).ToListAsync(cancellationToken)));
}
