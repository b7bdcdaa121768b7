using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>Claims rows of the ledger before something is written, so that no second batch writes it too.</summary>
internal sealed class PairClaims(ContactLedger ledger, TimeProvider time)
{
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

            // Another batch may be giving the contact another worker, or have seen a newer state of it than the one that this batch is about to write.
            if (pair is { Contact: { } contact, ContactRow: { } known })
            {
                var row = known.Row with { ClaimedAt = time.GetUtcNow(), Creating = known.Row.Creating || pair is { Worker: null, Plan.WorkerUpdate: not null } };
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
        var now = time.GetUtcNow();
        foreach (var pair in pairs.Where(p => p.IsOpen))
        {
            if (pair.WorkerRow?.Row is { Creating: false, ClaimedAt: { } worker } && Claim.Holds(worker, now))
            {
                pair.Finish(ItemState.Postponed, SyncCodes.Overtaken, "Another batch is handling the same worker.", TimeSpan.FromSeconds(1));
            }
            else if (pair.ContactRow?.Row.ClaimedAt is { } contact && Claim.Holds(contact, now))
            {
                pair.Finish(ItemState.Postponed, SyncCodes.Overtaken, "Another batch is handling the same contact.", TimeSpan.FromSeconds(5));
            }
        }
    }
}
