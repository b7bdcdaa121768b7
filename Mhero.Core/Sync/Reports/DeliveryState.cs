namespace Mhero.Core.Sync.Reports;

/// <summary>The meaning of a report's status for its delivery.</summary>
internal enum DeliveryState
{
    /// <summary>It is to be delivered.</summary>
    Ready,

    /// <summary>It is not finished, or about persons; its delivered values stay.</summary>
    NotReady,

    /// <summary>It is withdrawn.</summary>
    Gone,
}
