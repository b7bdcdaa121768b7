using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>Keeps in the ledger what a batch came to, and claims rows before something is created.</summary>
internal sealed class PairCommit(ContactLedger ledger, ContactIndex index, PairPlanner planner, TimeProvider time)
{
    private static readonly HashSet<string> Nothing = [];

    /// <summary>
    /// Notes the writes that are about to happen, so that no second batch repeats them and the lost answer to a create is looked
    /// for. A pair whose row another writer changed is left for another attempt.
    /// </summary>
    public async Task ClaimAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken)
    {
        var claims = new Dictionary<string, (Pair Pair, Action<string> Take)>();
        var rows = new List<Document>();
        foreach (var pair in pairs.Where(p => p is { IsOpen: true, Plan.Writes: true }))
        {
            if (pair.Reference is { } reference)
            {
                var row = (pair.WorkerRow?.Row ?? new() { Profile = pair.Plan!.Registry }) with
                {
                    ClaimedAt = time.GetUtcNow(),
                    Creating = pair.Contact is null || pair.WorkerRow?.Row.Creating is true,
                };
                pair.MayBeCreated = pair.WorkerRow?.Row.Creating is true;
                Note(pair, ContactLedger.WorkerKey(reference), row, pair.WorkerRow?.Version, version => (pair.WorkerRow, pair.Claimed) = (new(row, version), true));
            }

            // A contact that gets a worker, whether a present or a new one: another batch may be giving it another worker.
            if (pair is { Contact: { } contact, ContactRow: { } known } && (pair.Reference is null || known.Row.Worker != pair.Reference))
            {
                var row = known.Row with { ClaimedAt = time.GetUtcNow() };
                Note(pair, ContactLedger.ContactKey(contact.Uuid), row, known.Version, version => (pair.ContactRow, pair.ContactClaimed) = (new(row, version), true));
            }
        }

        foreach (var (key, version) in await ledger.WriteAsync(rows, cancellationToken))
        {
            var (pair, take) = claims[key];
            if (version is not null)
            {
                take(version);
            }
            else
            {
                pair.Finish(ItemState.Postponed, SyncCodes.Overtaken, "Another batch is handling the same worker or contact.", TimeSpan.FromSeconds(1));
            }
        }

        void Note<T>(Pair pair, string key, T row, string? version, Action<string> take)
        {
            rows.Add(new(key, SyncJson.Write(row), version));
            claims[key] = (pair, take);
        }
    }

    /// <summary>Leaves pairs that another batch is writing for later. A claim that was not released expires.</summary>
    public void SkipClaimed(IEnumerable<Pair> pairs)
    {
        foreach (var pair in pairs.Where(p => p.IsOpen))
        {
            if (pair.WorkerRow?.Row is { Creating: false, ClaimedAt: { } worker } && Claim.Holds(worker, time.GetUtcNow()))
            {
                pair.Finish(ItemState.Postponed, SyncCodes.Overtaken, "Another batch is handling the same worker.", TimeSpan.FromSeconds(1));
            }
            else if (pair.ContactRow?.Row.ClaimedAt is { } contact && Claim.Holds(contact, time.GetUtcNow()))
            {
                pair.Finish(ItemState.Postponed, SyncCodes.Overtaken, "Another batch is giving the contact a worker.", TimeSpan.FromSeconds(5));
            }
        }
    }

    /// <summary>Writes the rows of all pairs that were done, put to review or skipped.</summary>
    /// <returns>Workers who have a number that another worker or contact has just given up: they may be writable now.</returns>
    public async Task<IReadOnlyList<string>> CommitAsync(IReadOnlyList<Pair> pairs, PlaceIndex places, CancellationToken cancellationToken)
    {
        var owners = new Dictionary<string, Pair>();
        var rows = new List<Document>();
        var changes = new List<OwnerChange>();
        foreach (var pair in pairs.Where(p => !p.IsFolded))
        {
            if (pair.IsOpen)
            {
                AddLinked(pair, places);
            }
            else if (pair.State is ItemState.Skipped or ItemState.Review)
            {
                AddLonely(pair, places);
            }
            else if (pair is { Claimed: true, Reference: { } claimed })
            {
                Add(pair, ContactLedger.WorkerKey(claimed), pair.WorkerRow, pair.WorkerRow!.Value.Row with { ClaimedAt = null, Creating = pair.MayBeCreated });
            }

            if (pair is { IsOpen: false, ContactClaimed: true, Contact: { } released } && !owners.ContainsKey(ContactLedger.ContactKey(released.Uuid)))
            {
                Add(pair, ContactLedger.ContactKey(released.Uuid), pair.ContactRow, pair.ContactRow!.Value.Row with { ClaimedAt = null });
            }
        }

        var indexed = await ledger.IndexAsync(changes, cancellationToken);
        var versions = await ledger.WriteAsync(rows, cancellationToken);
        foreach (var pair in owners.Where(o => versions[o.Key] is null).Select(o => o.Value).Where(p => p.IsOpen || !(p.Claimed || p.ContactClaimed)).Distinct())
        {
            pair.Finish(ItemState.Retry, SyncCodes.Overtaken, "Another writer changed the pair while it was processed.", TimeSpan.FromSeconds(1));
        }

        foreach (var pair in pairs.Where(p => p.IsOpen))
        {
            pair.Finish(ItemState.Done);
        }

        return [.. changes.Where(c => !c.Has).SelectMany(c => indexed[c.Key].Workers).Distinct()];

        void AddLinked(Pair pair, PlaceIndex known)
        {
            var gone = pair.Worker is null && !pair.WorkerCreated;
            var worker = pair.Plan?.WorkerUpdate?.Worker ?? pair.Worker;
            var profile = worker is null
                ? pair.Plan?.Registry ?? new()
                : ProfileMerge.LastSeen(planner.ProfileOf(worker, known).Value, pair.WorkerRow?.Row.Profile, pair.Plan?.Deferred ?? Nothing);
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
                Index(reference, before?.Profile, gone ? new() : profile);
            }

            if (pair.Contact is { } contact)
            {
                Add(pair, ContactLedger.ContactKey(contact.Uuid), pair.ContactRow, planner.RowAfter(pair));
            }
        }

        // A worker or contact that stays unlinked: the next match uses the row written here.
        void AddLonely(Pair pair, PlaceIndex known)
        {
            if (pair is { Worker: not null, Reference: { } reference, Item.Worker: not null })
            {
                var profile = ProfileMerge.LastSeen(pair.KnownProfile ?? planner.ProfileOf(pair.Worker, known).Value, null, Nothing);
                Add(pair, ContactLedger.WorkerKey(reference), pair.WorkerRow, (pair.WorkerRow?.Row ?? new()) with { Profile = profile, Creating = false, Gone = false });
                Index(reference, pair.WorkerRow?.Row.Profile, profile);
            }

            if (pair is { Contact: { } contact, ContactRow: { Row.Worker: null } row, Item.Worker: null })
            {
                Add(pair, ContactLedger.ContactKey(contact.Uuid), row, row.Row with { Contact = contact, ClaimedAt = null });
                var had = index.KeysOf(row.Row.Contact).ToHashSet();
                var has = index.KeysOf(contact).ToHashSet();
                changes.AddRange(had.Except(has).Select(k => new OwnerChange(k, null, contact.Uuid, false)));
                changes.AddRange(has.Except(had).Select(k => new OwnerChange(k, null, contact.Uuid, true)));
            }
        }

        void Add<T>(Pair pair, string key, LedgerEntry<T>? before, T after)
        {
            var content = SyncJson.Write(after);
            if (before is { } known && SyncJson.Write(known.Row) == content)
            {
                return;
            }

            rows.Add(new(key, content, before?.Version));
            owners[key] = pair;
        }

        void Index(string reference, WorkerProfile? before, WorkerProfile after)
        {
            var had = before is null ? [] : ContactIndex.KeysOf(before).ToHashSet();
            var has = ContactIndex.KeysOf(after).ToHashSet();
            changes.AddRange(had.Except(has).Select(k => new OwnerChange(k, reference, null, false) { LostAt = time.GetUtcNow() }));

            // The reading of the poller noted the worker's numbers already, but not those that the sync itself added.
            changes.AddRange(has.Except(had).Where(_ => before is not null).Select(k => new OwnerChange(k, reference, null, true)));
        }
    }
}
