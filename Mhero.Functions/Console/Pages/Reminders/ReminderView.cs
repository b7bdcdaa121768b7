using Mhero.Core.Messaging.Reminders;

namespace Mhero.Functions.Console.Pages.Reminders;

/// <summary>The effect that a reminder would have now.</summary>
/// <param name="Preview">The people, and the text.</param>
public sealed record ReminderView(ReminderPreview Preview);
