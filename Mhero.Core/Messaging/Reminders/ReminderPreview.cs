using Mhero.Core.Messaging.Recipients;

namespace Mhero.Core.Messaging.Reminders;

/// <summary>The people who would get a reminder now, and those who would not.</summary>
/// <param name="Name">The reminder.</param>
/// <param name="Period">The period that it is about.</param>
/// <param name="Texts">Its text, by language (ISO 639-3), with RapidPro's expressions; empty for a flow.</param>
/// <param name="Flow">The flow that it starts; null for a text.</param>
/// <param name="People">The people who would get it.</param>
/// <param name="LeftOut">The people who would not, and why.</param>
public sealed record ReminderPreview(
    string Name, string Period, IReadOnlyDictionary<string, string> Texts, Guid? Flow, IReadOnlyList<PreviewedRecipient> People, IReadOnlyList<LeftOutRecipient> LeftOut);
