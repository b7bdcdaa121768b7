namespace Mhero.Core.Messaging.Reminders;

/// <summary>The action on a reminder whose time passed while the app did not run.</summary>
public enum MissedReminder
{
    /// <summary>It is sent once, late, however many of its times passed.</summary>
    CatchUp,

    /// <summary>It is left; the next one comes at its time.</summary>
    Skip,
}
