using System.Globalization;

namespace Mhero.Core.Storage;

/// <summary>A run's row and its slices' rows, added up.</summary>
/// <remarks>
/// A slice that was spawned counts as done only if its parent's row names it. So a slice that a first,
/// interrupted delivery of the parent sent, and that the second delivery knows nothing of, cannot stand in for
/// another one that is still outstanding.
/// </remarks>
internal sealed class RunTally
{
    public const char SpawnMark = '~';

    public RunTally(RunContent run, IReadOnlyDictionary<string, SliceContent> slices)
    {
        Total = run.Slices + slices.Values.Sum(s => s.Spawned);
        Done = slices.Keys.Count(id => IsAccountedFor(id, slices));
        Counts = SyncCounts.Sum(slices.Values.Select(s => s.Counts).Prepend(run.Counts));
        IsComplete = run.ReadingFinishedAt is not null && Done >= Total;
        LastAt = slices.Values.Select(s => s.RecordedAt).Append(run.ReadingFinishedAt ?? run.StartedAt).Max();
    }

    public int Total { get; }

    public int Done { get; }

    public SyncCounts Counts { get; }

    public bool IsComplete { get; }

    public DateTimeOffset LastAt { get; }

    private static bool IsAccountedFor(string id, IReadOnlyDictionary<string, SliceContent> slices)
    {
        var mark = id.LastIndexOf(SpawnMark);
        return mark < 0
            || !int.TryParse(id.AsSpan(mark + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || (slices.TryGetValue(id[..mark], out var parent) && number <= parent.Spawned);
    }
}
