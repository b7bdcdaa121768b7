using Mhero.Core.Messaging.Reminders;

namespace Mhero.Functions.Console.Pages.Reminders;

/// <summary>What a reminder would do now.</summary>
/// <param name="Preview">The people, and the text.</param>
public sealed record ReminderView(ReminderPreview Preview);
