using Mhero.Core.Mapping.Places;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>Keeps in the ledger what a batch came to.</summary>
internal sealed class PairCommit(ContactLedger ledger, ContactIndex index, PairPlanner planner, TimeProvider time)
{
    /// <summary>Writes the rows of all pairs that were done, put to review or skipped.</summary>
    /// <returns>Workers who have a number that another worker or contact has just given up: they may be writable now.</returns>
    public async Task<IReadOnlyList<string>> CommitAsync(IReadOnlyList<Pair> pairs, PlaceIndex places, CancellationToken cancellationToken)
    {
        var changes = new LedgerChanges(index, planner, places, time.GetUtcNow());
        foreach (var pair in pairs.Where(p => !p.IsFolded))
        {
            changes.Add(pair);
        }

        var indexed = await ledger.IndexAsync(changes.Owners, cancellationToken);
        var versions = await ledger.WriteAsync(changes.Rows, cancellationToken);
        foreach (var (key, pair) in changes.PairsByKey.Where(o => versions[o.Key] is not null))
        {
            pair.RowVersions[key] = versions[key]!;
        }

        foreach (var pair in changes.PairsByKey.Where(o => versions[o.Key] is null).Select(o => o.Value).Where(p => p.IsOpen || !(p.Claimed || p.ContactClaimed)).Distinct())
        {
            pair.Finish(ItemState.Retry, SyncCodes.Overtaken, "Another writer changed the pair while it was processed.", TimeSpan.FromSeconds(1));
        }

        foreach (var pair in pairs.Where(p => p.IsOpen))
        {
            pair.Finish(ItemState.Done);
        }

        return [.. changes.Owners.Where(c => !c.Has).SelectMany(c => indexed[c.Key].Workers).Distinct()];
    }
}
