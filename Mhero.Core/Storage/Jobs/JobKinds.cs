namespace Mhero.Core.Storage.Jobs;

/// <summary>The bulk operations.</summary>
internal static class JobKinds
{
    /// <summary>Dead letters go back on their queues, in the order of receipt.</summary>
    public const string Replay = "replay";

    /// <summary>Dead letters are discarded.</summary>
    public const string Discard = "discard";

    /// <summary>The index and the counters of the dead letters are made again.</summary>
    public const string Recount = "recount";

    /// <summary>Reviews are decided.</summary>
    public const string Decide = "decide";

    /// <summary>Resources are extracted from stored responses again.</summary>
    public const string Extract = "extract";

    /// <summary>The rows about a person are erased.</summary>
    public const string Forget = "forget";

    /// <summary>Both sides are compared with the ledger in full.</summary>
    public const string Reconcile = "reconcile";

    /// <summary>Which facilities have reported is read from the registry.</summary>
    public const string Reports = "reports";
}
