namespace Mhero.Core.Sync.Contacts.Bulk;

/// <summary>The states of a <see cref="BulkLoad"/>, and how one ends.</summary>
public static class BulkLoadStates
{
    /// <summary>The pending writes of all workers are being collected.</summary>
    public const string Planning = "planning";

    /// <summary>The collected rows are being divided into files.</summary>
    public const string Dividing = "dividing";

    /// <summary>The files can be fetched, and mHero waits for their import.</summary>
    public const string Waiting = "waiting";

    /// <summary>The workers that the import did not bring are put back on the queue.</summary>
    public const string Releasing = "releasing";

    /// <summary>At its end; <see cref="BulkLoad.Outcome"/> has the reason.</summary>
    public const string Ended = "ended";

    /// <summary>Outcome: all rows were seen in RapidPro.</summary>
    public const string Imported = "imported";

    /// <summary>Outcome: fewer writes than the threshold were pending, so files are not needed.</summary>
    public const string BelowThreshold = "below-threshold";

    /// <summary>Outcome: a person ended it.</summary>
    public const string Released = "released";

    /// <summary>Outcome: the import ended without some of the rows.</summary>
    public const string Settled = "settled";

    /// <summary>Outcome: the time for the import was over.</summary>
    public const string Expired = "expired";
}
