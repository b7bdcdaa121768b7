namespace Mhero.Core.Messaging.Requests;

/// <summary>How a request stands.</summary>
public enum RequestState
{
    /// <summary>Its recipients are being found; nothing of it is on its way.</summary>
    Preparing,

    /// <summary>It is being sent, waits for its time, or what became of its messages is being asked.</summary>
    Active,

    /// <summary>It has a schedule, by which reminders carry it out.</summary>
    Scheduled,

    /// <summary>A user stopped it; messages already sent stay sent.</summary>
    Revoked,

    /// <summary>All of it is final.</summary>
    Completed,

    /// <summary>It said itself that nothing is to be sent.</summary>
    Ignored,
}
