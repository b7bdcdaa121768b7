namespace Mhero.Core.Messaging.Requests;

/// <summary>The state of a request.</summary>
public enum RequestState
{
    /// <summary>Its recipients are being found; nothing of it is on its way.</summary>
    Preparing,

    /// <summary>It is being sent, waits for its time, or mHero polls the delivery status of its messages.</summary>
    Active,

    /// <summary>It has a schedule, by which reminders carry it out.</summary>
    Scheduled,

    /// <summary>A user stopped it; messages already sent stay sent.</summary>
    Revoked,

    /// <summary>All of it is final.</summary>
    Completed,

    /// <summary>Its own status excludes sending.</summary>
    Ignored,
}
