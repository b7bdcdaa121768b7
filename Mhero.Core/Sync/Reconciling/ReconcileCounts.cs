namespace Mhero.Core.Sync.Reconciling;

/// <summary>The names of the counts of a full reconcile in the sync log.</summary>
internal static class ReconcileCounts
{
    /// <summary>Contacts and workers that were compared with the ledger.</summary>
    public const string Checked = "checked";

    /// <summary>Contacts and workers that were not as the ledger has them.</summary>
    public const string Changed = "changed";

    /// <summary>Contacts and workers that are gone.</summary>
    public const string Deleted = "deleted";

    /// <summary>Those that were read by their address because no page and no search showed them.</summary>
    public const string Confirmed = "confirmingReads";

    /// <summary>Requests to RapidPro and to the registry; pages of a search count once.</summary>
    public const string Requests = "requests";
}
