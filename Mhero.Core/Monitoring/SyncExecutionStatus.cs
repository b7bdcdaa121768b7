using Mhero.Core.Storage;
using Mhero.Core.Storage.SyncLog;

namespace Mhero.Core.Monitoring;

/// <summary>One run of a sync.</summary>
/// <param name="Id">The run.</param>
/// <param name="Kind">The source that was read: contacts, registry or a bundle.</param>
/// <param name="StartedAt">When it began (UTC).</param>
/// <param name="CompletedAt">When the last of its batches was done (UTC); null while some are not.</param>
/// <param name="Batches">Batches of work that it made.</param>
/// <param name="BatchesDone">Batches that are done.</param>
/// <param name="Counts">Counts of what was done, by name.</param>
/// <param name="Error">Why the reading stopped early; null if it did not.</param>
public sealed record SyncExecutionStatus(
    string Id,
    string Kind,
    DateTimeOffset StartedAt,
    DateTimeOffset? CompletedAt,
    [property: JsonPropertyName(WireNames.Batches)] int Batches,
    [property: JsonPropertyName(WireNames.BatchesDone)] int BatchesDone,
    IReadOnlyDictionary<string, long> Counts,
    string? Error)
{
    internal static SyncExecutionStatus Of(SyncExecution run) =>
        new(run.Id, run.Kind, run.StartedAt, run.CompletedAt, run.BatchesTotal, run.BatchesDone, run.Counts.Values, run.Error);
}
