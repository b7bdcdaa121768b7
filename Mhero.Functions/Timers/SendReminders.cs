using Mhero.Core.Messaging.Reminders;

namespace Mhero.Functions.Timers;

/// <summary>Sends the reminders that are due. Schedule: app setting <c>SendRemindersSchedule</c> (NCRONTAB); each reminder has its own.</summary>
/// <param name="reminders">The reminders.</param>
public sealed class SendReminders(ReminderSender reminders)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function(nameof(SendReminders))]
    public Task RunAsync([TimerTrigger("%SendRemindersSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        reminders.SendDueAsync(cancellationToken);
}
