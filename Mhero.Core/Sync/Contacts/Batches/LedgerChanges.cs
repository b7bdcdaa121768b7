using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>The rows of the ledger and the owners of numbers that one batch changes.</summary>
/// <param name="index">Knows under which keys a contact or worker is found.</param>
/// <param name="planner">Knows the row that a written contact gets.</param>
/// <param name="places">The places that the workers' roles name.</param>
/// <param name="now">The time of the change (UTC).</param>
internal sealed class LedgerChanges(ContactIndex index, PairPlanner planner, PlaceIndex places, DateTimeOffset now)
{
    private static readonly HashSet<string> Nothing = [];

    /// <summary>The rows to write; a row that stays as it is is not among them.</summary>
    public List<Document> Rows { get; } = [];

    /// <summary>The numbers and identifiers that workers and contacts got or gave up.</summary>
    public List<OwnerChange> Owners { get; } = [];

    /// <summary>The pair of each row, by the row's key.</summary>
    public Dictionary<string, Pair> PairsByKey { get; } = [];

    /// <summary>Adds the rows of one pair, according to its state.</summary>
    /// <param name="pair">The pair.</param>
    public void Add(Pair pair)
    {
        if (pair.IsSetAside)
        {
            // Its changes are found again when the import was seen, or after the load.
            return;
        }

        if (pair.IsOpen)
        {
            AddLinked(pair);
        }
        else if (pair.State is ItemState.Skipped or ItemState.Review)
        {
            AddUnlinked(pair);
        }
        else if (pair is { Claimed: true, Reference: { } claimed })
        {
            Add(pair, ContactLedger.WorkerKey(claimed), pair.WorkerRow, pair.WorkerRow!.Value.Row with { ClaimedAt = null, Creating = pair.MayBeCreated });
        }

        if (pair is { IsOpen: false, ContactClaimed: true, Contact: { } released, ContactRow: { } row } && !PairsByKey.ContainsKey(ContactLedger.ContactKey(released.Uuid)))
        {
            Add(pair, ContactLedger.ContactKey(released.Uuid), row, row.Row with { ClaimedAt = null });
        }
    }

    private void AddLinked(Pair pair)
    {
        var gone = pair.Worker is null && !pair.WorkerCreated;
        var worker = pair.Plan?.WorkerUpdate?.Worker ?? pair.Worker;
        var profile = worker is null
            ? pair.Plan?.Registry ?? new()
            : ProfileMerge.LastSeen(planner.ProfileOf(worker, places).Value, pair.WorkerRow?.Row.Profile, pair.Plan?.Deferred ?? Nothing);
        if (pair.Reference is { } reference)
        {
            var before = pair.WorkerRow?.Row;
            Add(pair, ContactLedger.WorkerKey(reference), pair.WorkerRow, new WorkerRow
            {
                Contact = pair.Contact?.Uuid,
                Profile = profile,
                Gone = gone,
                Blocked = pair.Plan?.Action switch { ContactActions.Block => true, ContactActions.Unblock => false, _ => before?.Blocked ?? false },
            });
            AddOwners(reference, before?.Profile, gone ? new() : profile);
        }

        if (pair.Contact is { } contact)
        {
            Add(pair, ContactLedger.ContactKey(contact.Uuid), pair.ContactRow, planner.RowAfter(pair));
        }
    }

    /// <summary>A worker or contact that stays unlinked: the next match uses the row written here.</summary>
    private void AddUnlinked(Pair pair)
    {
        if (pair is { Worker: not null, Reference: { } reference, Item.Worker: not null })
        {
            var profile = ProfileMerge.LastSeen(pair.KnownProfile ?? planner.ProfileOf(pair.Worker, places).Value, null, Nothing);
            Add(pair, ContactLedger.WorkerKey(reference), pair.WorkerRow, (pair.WorkerRow?.Row ?? new()) with { Profile = profile, Creating = false, Gone = false });
            AddOwners(reference, pair.WorkerRow?.Row.Profile, profile);
        }

        if (pair is { Contact: { } contact, ContactRow: { Row.Worker: null } row, Item.Worker: null })
        {
            Add(pair, ContactLedger.ContactKey(contact.Uuid), row, row.Row with { Contact = contact, ClaimedAt = null });
            Owners.AddRange(index.OwnersAfter(row.Row.Contact, contact));
        }
    }

    private void Add<T>(Pair pair, string key, LedgerEntry<T>? before, T after)
    {
        var content = SyncJson.Write(after);
        if (before is { } known && SyncJson.Write(known.Row) == content)
        {
            return;
        }

        Rows.Add(new(key, content, before?.Version));
        PairsByKey[key] = pair;
    }

    private void AddOwners(string reference, WorkerProfile? before, WorkerProfile after)
    {
        var had = before is null ? [] : ContactIndex.KeysOf(before).ToHashSet();
        var has = ContactIndex.KeysOf(after).ToHashSet();
        Owners.AddRange(had.Except(has).Select(k => new OwnerChange(k, reference, null, false) { LostAt = now }));

        // The reading of the poller noted the worker's numbers already, but not those that the sync itself added.
        Owners.AddRange(has.Except(had).Where(_ => before is not null).Select(k => new OwnerChange(k, reference, null, true)));
    }
}
