using System.Globalization;

namespace Mhero.Core.Storage.SyncLog;

/// <summary>A run's row and its batches' rows, added up.</summary>
/// <remarks>
/// A batch that was spawned counts as done only if its parent's row names it. So a batch that a first,
/// interrupted delivery of the parent sent, and that the second delivery knows nothing of, cannot stand in for
/// another one that is still outstanding.
/// </remarks>
internal sealed class SyncExecutionTotals
{
    public const char SpawnMark = '~';

    public SyncExecutionTotals(SyncExecutionContent run, IReadOnlyDictionary<string, BatchContent> batches)
    {
        Total = run.Batches + batches.Values.Sum(s => s.Spawned);
        Done = batches.Keys.Count(id => IsAccountedFor(id, batches));
        Counts = SyncCounts.Sum(batches.Values.Select(s => s.Counts).Prepend(run.Counts));
        IsComplete = run.ReadingFinishedAt is not null && Done >= Total;
        LastAt = batches.Values.Select(s => s.RecordedAt).Append(run.ReadingFinishedAt ?? run.StartedAt).Max();
    }

    public int Total { get; }

    public int Done { get; }

    public SyncCounts Counts { get; }

    public bool IsComplete { get; }

    public DateTimeOffset LastAt { get; }

    private static bool IsAccountedFor(string id, IReadOnlyDictionary<string, BatchContent> batches)
    {
        var mark = id.LastIndexOf(SpawnMark);
        return mark < 0
            || !int.TryParse(id.AsSpan(mark + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || (batches.TryGetValue(id[..mark], out var parent) && number <= parent.Spawned);
    }
}
