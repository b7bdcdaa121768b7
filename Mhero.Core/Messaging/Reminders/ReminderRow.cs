namespace Mhero.Core.Messaging.Reminders;

/// <summary>The progress of a reminder.</summary>
internal sealed record ReminderRow
{
    /// <summary>When it was first seen (UTC): times before are not made up for.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>The last of its times that was seen to (UTC); null for none yet.</summary>
    public DateTimeOffset? Last { get; init; }

    /// <summary>Whether that time was missed and left.</summary>
    public bool WasSkipped { get; init; }

    /// <summary>The request that was made then; null for none.</summary>
    public Guid? Request { get; init; }

    /// <summary>Why it could not be sent when last tried; null when it could.</summary>
    public string? Error { get; init; }

    /// <summary>Whether it was to be sent once and was.</summary>
    public bool IsOver { get; init; }
}
