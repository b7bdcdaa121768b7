namespace Mhero.Core.Storage;

/// <summary>The row of a run: the reader's part, and, once complete, the sum of all.</summary>
internal sealed record RunContent(
    string Kind,
    DateTimeOffset StartedAt,
    DateTimeOffset? ReadingFinishedAt,
    DateTimeOffset? CompletedAt,
    SyncCounts Counts,
    int Slices,
    string? Error);
