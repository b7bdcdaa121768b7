using Mhero.Core.Messaging.Reminders;

namespace Mhero.Functions.Console.Pages.Reminders;

/// <summary>The reminders.</summary>
/// <param name="Reminders">Each with its state.</param>
public sealed record RemindersView(IReadOnlyList<ReminderStatus> Reminders);
