namespace Mhero.Core.Storage.SyncLog;

/// <summary>The row of a run: the reader's part, and, once complete, the sum of all.</summary>
internal sealed record SyncExecutionContent(
    string Kind,
    DateTimeOffset StartedAt,
    DateTimeOffset? ReadingFinishedAt,
    DateTimeOffset? CompletedAt,
    SyncCounts Counts,
    [property: JsonPropertyName(WireNames.Batches)] int Batches,
    string? Error);
