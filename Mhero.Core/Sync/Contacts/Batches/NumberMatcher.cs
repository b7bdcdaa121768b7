using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Polling;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>Matches workers and contacts by identifiers and by telephone numbers that are unique on both sides.</summary>
internal sealed class NumberMatcher(
    PairLoader loader,
    ContactLedger ledger,
    ContactIndex index,
    RecentContacts recentContacts,
    RecentWorkers recentWorkers,
    ContactToProfile contactToProfile,
    IOptions<ContactSyncOptions> options,
    TimeProvider time)
{
    /// <summary>Finds the missing side of the open pairs that have only one.</summary>
    /// <param name="pairs">The pairs of the batch.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task MatchAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken)
    {
        var lonely = pairs.Where(p => p is { IsOpen: true, Item.Deleted: false, WorkerGone: false, Item.Decision: null or { Create: true } } && (p.Worker is null != p.Contact is null)).ToList();

        // No other record has the numbers of a fresh one, but a contact may still have a fresh worker's identifiers.
        var asksForIdentifiers = lonely.Exists(p => p is { Item.Fresh: not null, Worker: not null }) && await ledger.KnowsIdentifiersAsync(cancellationToken);
        lonely.RemoveAll(p => p.Item.Fresh is not null && !(asksForIdentifiers && p.Worker is not null));
        if (lonely.Count == 0)
        {
            return;
        }

        var keys = lonely.ToDictionary(p => p, p => (IReadOnlyList<string>)[.. KeysOf(p)]);
        await NoteRecentAsync([.. lonely.Where(p => keys[p].Count > 0)], cancellationToken);
        var owners = await ledger.FindOwnersAsync(keys.Values.SelectMany(k => k), cancellationToken);
        var workers = await ledger.FindWorkersAsync(owners.Values.SelectMany(o => o.Row.Former is { } former ? o.Row.Workers.Append(former) : o.Row.Workers), cancellationToken);
        var contacts = await ledger.FindContactsAsync(owners.Values.SelectMany(o => o.Row.Contacts), cancellationToken);
        var finder = new CandidateFinder(owners, workers, contacts, time.GetUtcNow());
        foreach (var pair in lonely.Where(p => p.IsOpen))
        {
            if (pair.Item.Decision is not null)
            {
                finder.MarkTaken(pair, pair.Worker is null ? [] : keys[pair]);
            }
            else if (pair.Worker is not null)
            {
                finder.FindContact(pair, keys[pair]);
            }
            else
            {
                finder.FindWorker(pair, keys[pair]);
            }
        }
    }

    /// <summary>
    /// A record that the other side got since the last poll may be the missing one. A first reading's records are created without this, also
    /// after a wait for the quota of a few minutes: the other side was read to its end just before. While a bulk load is planned nothing is created: the import
    /// finds a contact by its number itself.
    /// </summary>
    private async Task NoteRecentAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken)
    {
        await NoteAsync(recentContacts, pairs.Where(p => p is { Worker: not null, Load: not { Collects: true }, Item: { FreshAt: null, Decision: null } }).ToList(), cancellationToken);
        await NoteAsync(recentWorkers, pairs.Where(p => p is { Contact: { } contact, Item: { FreshAt: null, Decision: null } } && options.Value.MayImport(contact)).ToList(), cancellationToken);
    }

    private static async Task NoteAsync(RecentRecords recent, List<Pair> pairs, CancellationToken cancellationToken)
    {
        try
        {
            if (pairs.Count > 0 && !await recent.NoteAsync(cancellationToken))
            {
                pairs.ForEach(p => p.Finish(ItemState.Postponed, SyncCodes.OtherSideUnread, "The other side's newest records have to be read first."));
            }
        }
        catch (Exception e) when (e is FhirException or RapidProException or TimeoutException)
        {
            pairs.ForEach(p => p.Fail(e));
        }
    }

    /// <summary>
    /// A worker is looked for under its identifiers too; a contact's were searched for in the registry before.
    /// </summary>
    private IEnumerable<string> KeysOf(Pair pair) =>
        pair.Contact is not null ? ContactIndex.KeysOf(contactToProfile.Map(pair.Contact).Value)
        : pair.Item.Fresh is not null ? index.BusinessKeysOf(loader.ProfileOf(pair.Worker!))
        : index.AllKeysOf(loader.ProfileOf(pair.Worker!));
}
