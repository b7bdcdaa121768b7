using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>
/// Brings the two sides of a worker together: by their link, by a business identifier, by a telephone number that is
/// unique on both sides. What remains unclear becomes a question to a person, never a guess.
/// </summary>
internal sealed class PairMatcher(
    PairLoader loader, ContactLedger ledger, MissingContactFinder missingContacts, NumberMatcher numbers, IOptions<ContactSyncOptions> options)
{
    /// <summary>Finds the missing side of every open pair, as far as there is one.</summary>
    public async Task MatchAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken)
    {
        foreach (var pair in pairs.Where(p => p is { IsOpen: true, Contact: not null, Worker: null }))
        {
            TakeFoundByIdentifier(pair);
        }

        await FollowDecisionsAsync(pairs, cancellationToken);
        await missingContacts.FindAsync(pairs, cancellationToken);
        await numbers.MatchAsync(pairs, cancellationToken);
        var found = pairs.Where(p => p is { IsOpen: true, Reference: not null, WorkerRow: null, Item.Fresh: null } or { IsOpen: true, Reference: not null, WorkerRow: null, Contact: not null }).ToList();
        await loader.LoadWorkerRowsAsync(found, cancellationToken);

        // A worker that the search by identifier found was read before its row, and another batch may have linked it in between.
        // Compared with the newer row, the numbers that this batch wrote would look as if the registry had removed them.
        found.Where(p => p is { Worker: not null, WorkerRow: { Row.Contact: not null } }).ToList().ForEach(p => p.Worker = null);
        await loader.LoadWorkersAsync([.. found.Where(p => p.Worker is null)], cancellationToken);
        await RereadOvertakenContactsAsync(pairs, cancellationToken);
        foreach (var pair in pairs.Where(p => p.IsOpen && !p.Item.Deleted))
        {
            CheckLinks(pair);
        }

        // A contact that no health worker is made from by setting needs no question that has no answer.
        foreach (var pair in pairs.Where(p => p is { State: ItemState.Review, Candidates.Count: 0, Item: { Worker: null, Decision: null }, Contact: { } contact } && !options.Value.MayImport(contact)))
        {
            pair.Finish(ItemState.Skipped, pair.Code, pair.Cause);
        }

        foreach (var duplicates in pairs.Where(p => p is { IsOpen: true, Reference: not null }).GroupBy(p => p.Reference!))
        {
            foreach (var duplicate in duplicates.Skip(1))
            {
                duplicate.Finish(ItemState.Postponed, SyncCodes.Overtaken, "The same worker is being handled in this batch.", TimeSpan.FromSeconds(1));
            }
        }
    }

    /// <summary>
    /// Asks for a review of each contact that was matched to a worker although it and another worker of the registry name each other in part:
    /// another batch wrote that link and was cut off before the ledger had it. Called once the contacts are as RapidPro has them now.
    /// </summary>
    public async Task CheckNamedWorkersAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken)
    {
        await CheckMadeWorkersAsync(pairs, cancellationToken);
        var concerned = pairs
            .Where(p => p is { IsOpen: true, Reference: not null, Contact: not null, Item: { Decision: null, Deleted: false } } && p.ContactRow?.Row.Worker != p.Reference)
            .Select(p => (Pair: p, Named: ContactSnapshot.LinkOf(p.Contact!)))
            .Where(p => p.Named is not null && p.Named != p.Pair.Reference)
            .ToList();
        var rows = await ledger.FindWorkersAsync(concerned.Select(p => p.Named!), cancellationToken);

        // A worker that was just made from the contact has a row only once the batch that made it ends.
        var unknown = await loader.ContactsOfAsync(concerned.Select(p => p.Named!).Where(n => !rows.ContainsKey(n)), cancellationToken);
        foreach (var (pair, named) in concerned)
        {
            var isLinked = rows.TryGetValue(named!, out var row)
                ? !row.Row.Gone && (row.Row.Contact is null || row.Row.Contact == pair.Contact!.Uuid)
                : unknown.GetValueOrDefault(named!) == pair.Contact!.Uuid;
            if (isLinked)
            {
                pair.RequestReview(
                    SyncCodes.LinksDisagree,
                    "The contact names another Practitioner: choose which belong together.",
                    [new(pair.Item.Worker is null ? named! : pair.Contact!.Uuid.ToString(), "names another Practitioner")]);
            }
        }
    }

    /// <summary>A batch that made a Practitioner from a contact may have ended before the contact named the Practitioner.</summary>
    private async Task CheckMadeWorkersAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken)
    {
        var concerned = pairs.Where(p => p is { IsOpen: true, Item: { Worker: not null, Decision: null, Deleted: false }, Contact: not null, ContactRow.Row: { Worker: null, Creating: true } }).ToList();
        var made = await loader.WorkersNamingAsync([.. concerned.Select(p => p.Contact!.Uuid)], cancellationToken);
        foreach (var pair in concerned)
        {
            if (made[pair.Contact!.Uuid].Any(w => w != pair.Reference))
            {
                pair.RequestReview(SyncCodes.LinksDisagree, "Another Practitioner names the contact: choose which belong together.", [new(pair.Contact.Uuid.ToString(), "named by another Practitioner")]);
            }
        }
    }

    private static void TakeFoundByIdentifier(Pair pair)
    {
        if (pair.Item.Decision is not null || pair.WorkerRow is not null)
        {
            return;
        }

        if (pair.FoundByIdentifier is [var only])
        {
            pair.Reference = only.Reference;
            pair.Worker = only;
        }
        else if (pair.FoundByIdentifier.Count > 1)
        {
            pair.RequestReview(
                SyncCodes.SeveralCandidates,
                "Several Practitioners carry the contact's identifier: choose one, or create a new one.",
                pair.FoundByIdentifier.Select(w => new ReviewCandidate(w.Reference!, "identifier")));
        }
    }

    private async Task FollowDecisionsAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken)
    {
        foreach (var pair in pairs.Where(p => p is { IsOpen: true, Item.Decision.Choose: not null }))
        {
            var chosen = pair.Item.Decision!.Choose!;
            if (pair.Item.Worker is not null && Guid.TryParse(chosen, out var uuid))
            {
                var rows = await ledger.FindContactsAsync([uuid], cancellationToken);
                pair.ContactRow = rows.TryGetValue(uuid, out var row) ? row : null;
                pair.Contact = pair.ContactRow?.Row.Contact;
            }
            else if (WorkerTypes.Split(chosen) is not null)
            {
                pair.Reference = chosen;
                pair.Worker = null;
                pair.WorkerRow = null;
            }
        }
    }

    /// <summary>
    /// A contact's row is read before its worker's; another batch may have linked the two in between. Seen from the old row
    /// the contact would look untied, and all would be written again.
    /// </summary>
    private async Task RereadOvertakenContactsAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken)
    {
        var overtaken = pairs
            .Where(p => p is { IsOpen: true, Contact: not null } && p.WorkerRow?.Row.Contact == p.Contact.Uuid && p.ContactRow?.Row.Worker != p.Reference)
            .ToList();
        var rows = await ledger.FindContactsAsync(overtaken.Select(p => p.Contact!.Uuid), cancellationToken);
        foreach (var pair in overtaken)
        {
            if (rows.TryGetValue(pair.Contact!.Uuid, out var row))
            {
                pair.ContactRow = row;
                pair.Contact = row.Row.Contact.ModifiedOn >= pair.Contact.ModifiedOn ? row.Row.Contact : pair.Contact;
            }
        }
    }

    private void CheckLinks(Pair pair)
    {
        if (pair.Worker is null || pair.Contact is null)
        {
            if (pair.Item.Decision?.Choose is not null)
            {
                pair.RequestReview(SyncCodes.RecordMissing, "The one that was chosen does not exist: choose another, or create a new one.", []);
                return;
            }

            if (pair.Contact is not null && pair.Worker is null && !pair.WorkerGone && pair.Item.Decision is null && ContactSnapshot.LinkOf(pair.Contact) is not null)
            {
                pair.RequestReview(SyncCodes.LinkToUnknown, "The contact's globalid names a worker that the registry does not know: choose a worker, or create a new one.", []);
            }

            return;
        }

        var uuid = pair.Contact.Uuid;
        var candidates = new List<ReviewCandidate>();
        if (pair.WorkerRow?.Row is { Gone: false, Contact: { } other } && other != uuid)
        {
            candidates.Add(new(pair.Item.Worker is null ? pair.Reference! : other.ToString(), "linked to another contact"));
        }

        if (pair.ContactRow?.Row.Worker is { } worker && worker != pair.Reference)
        {
            candidates.Add(new(pair.Item.Worker is null ? worker : uuid.ToString(), "linked to another worker"));
        }

        if (pair.WorkerRow?.Row.Contact is null && loader.ContactUuidOf(pair.Worker) is { } named && named != uuid && pair.Item.Worker is null)
        {
            candidates.Add(new(pair.Reference!, "names another contact"));
        }

        if (candidates.Count > 0 && pair.Item.Decision is null)
        {
            pair.RequestReview(SyncCodes.LinksDisagree, "The contact and the Practitioner do not name each other: choose which belong together.", candidates);
        }
    }
}
