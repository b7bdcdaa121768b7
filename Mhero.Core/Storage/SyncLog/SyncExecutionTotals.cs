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

    private const int MaxParent = 80;

    public SyncExecutionTotals(SyncExecutionContent run, IReadOnlyDictionary<string, BatchContent> batches)
    {
        Total = run.Batches + batches.Values.Sum(s => s.Spawned);
        var parents = batches.DistinctBy(batch => ParentOf(batch.Key)).ToDictionary(batch => ParentOf(batch.Key), batch => batch.Value, StringComparer.Ordinal);
        Done = batches.Keys.Count(id => IsAccountedFor(id, parents));
        Counts = SyncCounts.Sum(batches.Values.Select(s => s.Counts).Prepend(run.Counts));
        IsComplete = run.ReadingFinishedAt is not null && Done >= Total;
        LastAt = batches.Values.Select(s => s.RecordedAt).Append(run.ReadingFinishedAt ?? run.StartedAt).Max();
    }

    public int Total { get; }

    public int Done { get; }

    public SyncCounts Counts { get; }

    public bool IsComplete { get; }

    public DateTimeOffset LastAt { get; }

    /// <summary>The part of an id that names the parent. That of a batch that came back very often is a hash, because a key of a table has a limit.</summary>
    /// <param name="batchId">The parent's id.</param>
    public static string ParentOf(string batchId) =>
        batchId.Length <= MaxParent ? batchId : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(batchId)).AsSpan(0, 16));

    private static bool IsAccountedFor(string id, Dictionary<string, BatchContent> parents)
    {
        var mark = id.LastIndexOf(SpawnMark);
        return mark < 0
            || !int.TryParse(id.AsSpan(mark + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || (parents.TryGetValue(id[..mark], out var parent) && number <= parent.Spawned);
    }
}
