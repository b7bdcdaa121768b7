using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine.Writing;

namespace Mhero.DevHost.Run;

/// <summary>The counts of a round on one side.</summary>
/// <param name="Created">Records made.</param>
/// <param name="Updated">Records changed.</param>
/// <param name="Unchanged">Records that were correct already.</param>
/// <param name="Failed">Records that failed.</param>
public sealed record SideCounts(long Created, long Updated, long Unchanged, long Failed)
{
    /// <summary>Records written.</summary>
    public long Written => Created + Updated;

    internal static SideCounts Of(SyncCounts counts, OutcomeCounts names) =>
        new(counts[names.Created], counts[names.Updated], counts[names.Unchanged], counts[names.Failed]);
}
