using Mhero.Core.Storage.Reviews;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>Decides who is meant, from who is known to have the same numbers and identifiers.</summary>
internal sealed class CandidateFinder(
    IReadOnlyDictionary<string, LedgerEntry<NumberRow>> owners,
    IReadOnlyDictionary<string, LedgerEntry<WorkerRow>> workers,
    IReadOnlyDictionary<Guid, LedgerEntry<ContactRow>> contacts,
    DateTimeOffset now)
{
    private const string SameIdentifier = "same identifier";
    private const string SameNumber = "same number";
    private const string HadNumber = "had the number until lately";

    /// <summary>For so long a number that was taken away from a worker may still be in that worker's hands.</summary>
    private static readonly TimeSpan FormerCounts = TimeSpan.FromDays(90);

    /// <summary>Looks for the contact of a worker that has none.</summary>
    public void FindContact(Pair pair, IReadOnlyList<string> keys)
    {
        foreach (var kind in keys.GroupBy(k => k.StartsWith("i:", StringComparison.Ordinal)).OrderByDescending(g => g.Key))
        {
            var reason = kind.Key ? SameIdentifier : SameNumber;
            var rows = kind.Where(owners.ContainsKey).Select(k => (Key: k, owners[k].Row)).ToList();
            var candidates = rows.SelectMany(r => r.Row.Contacts).Distinct().Where(contacts.ContainsKey).Select(c => contacts[c]).ToList();
            var free = candidates.Where(c => c.Row.Worker is null || c.Row.Worker == pair.Reference).ToList();
            foreach (var row in rows.Where(r => IsForeign(pair, r.Row)))
            {
                pair.ForeignNumbers.Add(row.Key);
            }

            var others = rows.SelectMany(r => r.Row.Workers).Where(w => w != pair.Reference && IsThere(w)).Distinct().ToList();
            if (free.Count == 1 && others.Count == 0)
            {
                Take(pair, free[0]);
                return;
            }

            if (free.Count > 0)
            {
                pair.RequestReview(
                    free.Count > 1 ? SyncCodes.SeveralCandidates : SyncCodes.NumberOfAnother,
                    free.Count > 1
                        ? "Several contacts share the worker's number or identifier: choose one, or create a new contact."
                        : "Another worker has the same number: choose whose contact it is, or create a new contact.",
                    free.Select(c => new ReviewCandidate(c.Row.Contact.Uuid.ToString(), reason)).Concat(others.Select(w => new ReviewCandidate(w, reason))));
                return;
            }
        }

        var numbers = keys.Where(k => k.StartsWith("n:", StringComparison.Ordinal)).ToList();
        if (pair.ForeignNumbers.Count == 0)
        {
            return;
        }

        var held = Holders(pair, numbers);
        const string Message = "A number of the worker belongs to another contact: choose that contact, give the worker another number in the registry, or create a contact without it.";
        if (pair.ForeignNumbers.IsSupersetOf(numbers))
        {
            pair.RequestReview(SyncCodes.NumberOfAnother, Message, held);
        }
        else
        {
            pair.SideReview = (SyncCodes.NumberOfAnother, Message, held);
        }
    }

    /// <summary>Looks for the worker of a contact that has none.</summary>
    public void FindWorker(Pair pair, IReadOnlyList<string> keys)
    {
        var uuid = pair.Contact!.Uuid;
        var rows = keys.Where(owners.ContainsKey).Select(k => owners[k].Row).ToList();
        var candidates = rows.SelectMany(r => r.Workers).Distinct().Where(IsThere).ToList();
        var taken = candidates.Where(w => ContactOf(w) is { } contact && contact != uuid).ToList();
        if (candidates is [var only] && taken.Count == 0)
        {
            if (workers.TryGetValue(only, out var row) && row.Row is { Creating: true, Contact: null } && Claim.Holds(row.Row.ClaimedAt, now))
            {
                pair.Finish(ItemState.Postponed, SyncCodes.Overtaken, "A contact is being made for the worker with this number.", TimeSpan.FromSeconds(5));
            }
            else
            {
                pair.Reference = only;
            }
        }
        else if (candidates.Count > 0)
        {
            pair.RequestReview(
                taken.Count > 0 ? SyncCodes.NumberOfAnother : SyncCodes.SeveralCandidates,
                taken.Count > 0
                    ? "The worker with this number has another contact: choose who belongs together, or create a new Practitioner."
                    : "Several workers have the contact's number: choose one, or create a new Practitioner.",
                candidates.Select(w => new ReviewCandidate(w, SameNumber)));
        }
        else if (rows.SelectMany(r => r.Contacts).Where(c => c != uuid && contacts.ContainsKey(c)).Distinct().ToList() is { Count: > 0 } duplicates)
        {
            pair.RequestReview(
                SyncCodes.SeveralCandidates,
                "Another contact has the same number under another scheme: choose its worker, or create a new Practitioner.",
                duplicates.Select(c => contacts[c].Row.Worker).OfType<string>().Select(w => new ReviewCandidate(w, SameNumber)));
        }
        else if (rows.Where(r => now - r.FormerUntil < FormerCounts).Select(r => r.Former).OfType<string>().Where(IsThere).Distinct().ToList() is { Count: > 0 } former)
        {
            pair.RequestReview(
                SyncCodes.NumberOfAnother,
                "The number was taken away from a worker lately: choose that worker, or create a new Practitioner.",
                former.Select(w => new ReviewCandidate(w, HadNumber)));
        }
    }

    /// <summary>Finds the numbers that a contact made on a person's word has to do without.</summary>
    public void MarkTaken(Pair pair, IReadOnlyList<string> keys)
    {
        foreach (var key in keys.Where(owners.ContainsKey))
        {
            if (IsForeign(pair, owners[key].Row) || owners[key].Row.Contacts.Any(contacts.ContainsKey))
            {
                pair.ForeignNumbers.Add(key);
            }
        }
    }

    private void Take(Pair pair, LedgerEntry<ContactRow> contact)
    {
        if (Claim.Holds(contact.Row.ClaimedAt, now))
        {
            pair.Finish(ItemState.Postponed, SyncCodes.Overtaken, "A Practitioner is being made from the contact with this number.", TimeSpan.FromSeconds(5));
            return;
        }

        pair.ContactRow = contact;
        pair.Contact = contact.Row.Contact;
    }

    /// <summary>A worker that was never handled may well be there; one that the registry lost is not.</summary>
    private bool IsThere(string worker) => !workers.TryGetValue(worker, out var row) || !row.Row.Gone;

    private Guid? ContactOf(string worker) => workers.TryGetValue(worker, out var row) ? row.Row.Contact : null;

    private bool IsForeign(Pair pair, NumberRow row) =>
        row.Workers.Any(w => w != pair.Reference && ContactOf(w) is not null && IsThere(w))
        || row.Contacts.Any(c => contacts.TryGetValue(c, out var contact) && contact.Row.Worker is { } worker && worker != pair.Reference);

    private List<ReviewCandidate> Holders(Pair pair, IEnumerable<string> keys) =>
        [.. keys.Where(k => pair.ForeignNumbers.Contains(k)).Select(k => owners[k].Row)
            .SelectMany(r => r.Workers.Select(ContactOf).Concat(r.Contacts.Select(c => (Guid?)c)))
            .OfType<Guid>().Distinct()
            .Select(c => new ReviewCandidate(c.ToString(), SameNumber))];
}
