using Mhero.Core.Fhir;
using Mhero.Core.Storage.SyncLog;

namespace Mhero.Core.Sync.Runs;

/// <summary>The names under which extracted resources are counted, by their types.</summary>
public static class ExtractedCounts
{
    private const string Made = "extracted.";
    private const string Changed = "extractedUpdated.";
    private const string Gone = "extractedRemoved.";

    /// <summary>How many resources of each type were made.</summary>
    /// <param name="counts">Counts of runs.</param>
    /// <returns>Numbers by resource type.</returns>
    public static IReadOnlyDictionary<string, long> CreatedIn(SyncCounts counts) => Select(counts, Made);

    /// <summary>How many resources of each type were changed.</summary>
    /// <param name="counts">Counts of runs.</param>
    /// <returns>Numbers by resource type.</returns>
    public static IReadOnlyDictionary<string, long> UpdatedIn(SyncCounts counts) => Select(counts, Changed);

    /// <summary>How many resources of each type were removed, since a later extraction of the response does not give them.</summary>
    /// <param name="counts">Counts of runs.</param>
    /// <returns>Numbers by resource type.</returns>
    public static IReadOnlyDictionary<string, long> RemovedIn(SyncCounts counts) => Select(counts, Gone);

    internal static SyncCounts OfRemoved(IEnumerable<string> types) => types.Aggregate(SyncCounts.Empty, (counts, type) => counts.Add(Gone + type));

    internal static SyncCounts Of(IEnumerable<EntryVerdict> verdicts) => verdicts.Aggregate(
        SyncCounts.Empty,
        (counts, verdict) => verdict.Outcome switch
        {
            SaveOutcome.Created => counts.Add(Made + verdict.Type),
            SaveOutcome.Updated => counts.Add(Changed + verdict.Type),
            _ => counts,
        });

    private static SortedDictionary<string, long> Select(SyncCounts counts, string prefix) =>
        new(counts.Values.Where(v => v.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(v => v.Key[prefix.Length..], v => v.Value), StringComparer.Ordinal);
}
