namespace Mhero.Core.Messaging.Outbox;

/// <summary>The state of one POST.</summary>
internal enum ChunkState
{
    /// <summary>Not sent.</summary>
    Ready,

    /// <summary>A process began to send it; whether it was done is not known yet.</summary>
    Claimed,

    /// <summary>RapidPro has it.</summary>
    Sent,

    /// <summary>RapidPro refuses it.</summary>
    Refused,

    /// <summary>Nothing more is to be done.</summary>
    Done,
}
