using Mhero.Core.Storage.SyncLog;

namespace Mhero.Core.Sync.Reconciling;

/// <summary>How far a full reconcile is. Written after each step, when everything that the step found is on the queue.</summary>
internal sealed record ReconcileProgress
{
    /// <summary>The entry of the sync log.</summary>
    public required string Execution { get; init; }

    /// <summary>The part that comes next.</summary>
    public ReconcilePhase Phase { get; init; }

    /// <summary>The last step that was done; a job that died in a step does it again.</summary>
    public int Step { get; init; }

    /// <summary>RapidPro's cursor of the next page, or the last key that was handled; null at the beginning of a part.</summary>
    public string? Position { get; init; }

    /// <summary>An earlier cursor of RapidPro, to notice pages that come around again.</summary>
    public string? Anchor { get; init; }

    /// <summary>The messages on the queue.</summary>
    public int Sent { get; init; }

    /// <summary>Contacts that the ledger has.</summary>
    public PresenceCounts Contacts { get; init; } = new();

    /// <summary>Workers that the ledger has.</summary>
    public PresenceCounts Workers { get; init; } = new();

    /// <summary>The counts for the sync log.</summary>
    public SyncCounts Counts { get; init; } = SyncCounts.Empty;

    /// <summary>The next part, from its beginning.</summary>
    public ReconcileProgress Next() => this with { Phase = Phase + 1, Position = null, Anchor = null };

    /// <summary>Counts some more.</summary>
    public ReconcileProgress Count(string name, int count = 1) => this with { Counts = Counts.Add(name, count) };
}
