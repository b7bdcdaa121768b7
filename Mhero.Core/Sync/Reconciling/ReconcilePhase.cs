namespace Mhero.Core.Sync.Reconciling;

/// <summary>The parts of a full reconcile, in their order.</summary>
internal enum ReconcilePhase
{
    /// <summary>RapidPro's contacts are read, page by page, and compared with their rows.</summary>
    Contacts,

    /// <summary>The ledger's contacts that no page showed are noted.</summary>
    Unseen,

    /// <summary>The ledger's workers are read from the registry, and those that a search does not find are noted.</summary>
    Workers,

    /// <summary>Each that was noted is read by its address.</summary>
    Confirmation,

    /// <summary>Those that are gone go on the queue.</summary>
    Deletions,

    /// <summary>The next reading of the groups is to look at every member.</summary>
    Groups,

    /// <summary>It is over.</summary>
    Ended,
}
