namespace Mhero.Core.Messaging.Reminders;

/// <summary>What becomes of a reminder whose time passed while nothing ran.</summary>
public enum MissedReminder
{
    /// <summary>It is sent once, late, however many of its times passed.</summary>
    CatchUp,

    /// <summary>It is left; the next one comes at its time.</summary>
    Skip,
}
