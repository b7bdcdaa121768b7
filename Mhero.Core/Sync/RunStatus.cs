using Mhero.Core.Storage;

namespace Mhero.Core.Sync;

/// <summary>One run of a sync.</summary>
/// <param name="Id">The run.</param>
/// <param name="Kind">The source that was read: contacts, registry or a bundle.</param>
/// <param name="StartedAt">When it began (UTC).</param>
/// <param name="CompletedAt">When the last of its slices was done (UTC); null while some are not.</param>
/// <param name="Slices">Slices of work that it made.</param>
/// <param name="SlicesDone">Slices that are done.</param>
/// <param name="Counts">Counts of what was done, by name.</param>
/// <param name="Error">Why the reading stopped early; null if it did not.</param>
public sealed record RunStatus(
    string Id,
    string Kind,
    DateTimeOffset StartedAt,
    DateTimeOffset? CompletedAt,
    int Slices,
    int SlicesDone,
    IReadOnlyDictionary<string, long> Counts,
    string? Error)
{
    internal static RunStatus Of(SyncRun run) =>
        new(run.Id, run.Kind, run.StartedAt, run.CompletedAt, run.SlicesTotal, run.SlicesDone, run.Counts.Values, run.Error);
}
