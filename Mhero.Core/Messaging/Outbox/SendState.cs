namespace Mhero.Core.Messaging.Outbox;

/// <summary>The delivery state of the message of one recipient.</summary>
internal enum SendState
{
    /// <summary>To be sent.</summary>
    Planned,

    /// <summary>RapidPro has it.</summary>
    Sent,

    /// <summary>It went out, or arrived, or the run was started.</summary>
    Completed,

    /// <summary>It could not be sent or delivered.</summary>
    NotDone,

    /// <summary>The recipient was left out on the way.</summary>
    LeftOut,

    /// <summary>It was sent, and its delivery status is unknown.</summary>
    Unknown,
}
