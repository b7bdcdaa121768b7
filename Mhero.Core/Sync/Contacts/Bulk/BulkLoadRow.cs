namespace Mhero.Core.Sync.Contacts.Bulk;

/// <summary>The stored state of the last bulk load.</summary>
internal sealed record BulkLoadRow
{
    public required string Id { get; init; }

    public required string State { get; init; }

    public string? Outcome { get; init; }

    public required int Threshold { get; init; }

    /// <summary>Workers that were put on the queue so far.</summary>
    public int Checked { get; init; }

    /// <summary>The last change of the workers that were put on the queue so far (UTC): the next call goes on from it.</summary>
    public DateTimeOffset? Position { get; init; }

    /// <summary>Whether all workers of the registry were put on the queue.</summary>
    public bool IsListed { get; init; }

    /// <summary>When an order last carried the planning on (UTC): a second order at the same time does not go on.</summary>
    public DateTimeOffset? AliveAt { get; init; }

    /// <summary>Workers that were still to be checked when they were last counted.</summary>
    public int? Pending { get; init; }

    /// <summary>When they were last counted (UTC).</summary>
    public DateTimeOffset? CountedAt { get; init; }

    /// <summary>When fewer of them were counted than before (UTC).</summary>
    public DateTimeOffset? ProgressAt { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? ReadyAt { get; init; }

    public DateTimeOffset? HoldUntil { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The columns of the files; null before they are made.</summary>
    public BulkColumns? Columns { get; init; }

    public IReadOnlyList<BulkLoadFile> Files { get; init; } = [];

    /// <summary>Whether pending writes are still being collected, from whichever side they come.</summary>
    public bool Collects => State == BulkLoadStates.Planning;

    /// <summary>Whether the writes of its workers wait.</summary>
    public bool Holds => State is BulkLoadStates.Planning or BulkLoadStates.Dividing or BulkLoadStates.Waiting;

    public bool IsEnded => State == BulkLoadStates.Ended;
}
