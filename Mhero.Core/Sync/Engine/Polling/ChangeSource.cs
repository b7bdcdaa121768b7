namespace Mhero.Core.Sync.Engine.Polling;

/// <summary>The records that a poller reads, and how.</summary>
/// <typeparam name="TRecord">The record.</typeparam>
/// <param name="Cursor">Name of the poller's change cursor.</param>
/// <param name="Overlap">How late a record may become visible after its stamp; so much is read again each time.</param>
/// <param name="ReadPages">Reads all pages from a time on (UTC, inclusive); from the beginning for null.</param>
/// <param name="VersionOf">The state of a record.</param>
internal sealed record ChangeSource<TRecord>(
    string Cursor,
    TimeSpan Overlap,
    Func<DateTimeOffset?, CancellationToken, IAsyncEnumerable<ChangePage<TRecord>>> ReadPages,
    Func<TRecord, RecordVersion> VersionOf)
{
    /// <summary>
    /// Whether the oldest change comes first. If not, the end of the list is the only place that the cursor may move to.
    /// </summary>
    public bool IsInOrder { get; init; } = true;

    /// <summary>Where a poller that has no cursor begins (UTC); null for the beginning.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>
    /// Reads the newest stamp, where a poller that has no cursor begins there: older records need not be known, or are read in
    /// another way. Null where it begins at <see cref="Start"/>.
    /// </summary>
    public Func<CancellationToken, Task<DateTimeOffset?>>? Newest { get; init; }

    /// <summary>Whether a first reading that begins at the newest record only takes the position and no record.</summary>
    public bool SkipsFirstRecords { get; init; }
}
