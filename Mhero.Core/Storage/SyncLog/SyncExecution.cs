namespace Mhero.Core.Storage.SyncLog;

/// <summary>One run of a sync: a reading of a poller and the batches of work that came of it.</summary>
/// <param name="Id">Its id; sorts newest first.</param>
/// <param name="Kind">What kind of run it is.</param>
/// <param name="StartedAt">When the reading began (UTC).</param>
/// <param name="ReadingFinishedAt">When the reading ended (UTC); null while it goes on, and permanently if the reader died.</param>
/// <param name="CompletedAt">When the last of reader and batches was done (UTC); null before that.</param>
/// <param name="Counts">The counts so far, of the reader and of the batches.</param>
/// <param name="BatchesTotal">How many batches are known to belong to it.</param>
/// <param name="BatchesDone">How many of them are done.</param>
/// <param name="Error">Why the reading stopped early; null if it did not.</param>
public sealed record SyncExecution(
    string Id,
    string Kind,
    DateTimeOffset StartedAt,
    DateTimeOffset? ReadingFinishedAt,
    DateTimeOffset? CompletedAt,
    SyncCounts Counts,
    int BatchesTotal,
    int BatchesDone,
    string? Error)
{
    /// <summary>Whether nothing of it is outstanding. Its counts are final then.</summary>
    public bool IsComplete => CompletedAt is not null;
}
