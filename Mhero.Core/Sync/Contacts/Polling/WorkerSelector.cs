using Hl7.Fhir.Model;
using Mhero.Core.Storage.Personal;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Polling;

namespace Mhero.Core.Sync.Contacts.Polling;

/// <summary>Notes the numbers of changed workers in the ledger and makes their items.</summary>
internal sealed class WorkerSelector(ContactLedger ledger, ContactIndex index, WorkerKeys keys, ChangePoller poller, ForgottenPeople forgotten, TimeProvider time)
{
    /// <summary>Makes the items of a page of Practitioners.</summary>
    /// <param name="practitioners">The page's Practitioners, each with its id.</param>
    /// <param name="met">Workers that this reading has met, if it is the first one; else null.</param>
    /// <param name="cancellationToken">Stops between two chunks.</param>
    public async IAsyncEnumerable<ContactItem> SelectAsync(
        IReadOnlyList<Practitioner> practitioners, HashSet<string>? met, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = await forgotten.ReadAsync(cancellationToken);
        practitioners = [.. practitioners.Where(p => !left.Contains($"Practitioner/{p.Id}"))];

        // A ledger that knows workers before the first page was filled by another reading: its workers may have been handled.
        met = met is { Count: > 0 } || (met is not null && await ledger.KnowsNoWorkerAsync(cancellationToken)) ? met : null;

        // Asked before the numbers are noted: a contact that the other poller reads only after that would not be looked for.
        var areContactsKnown = met is not null && await poller.WasReadAsync(CursorNames.ContactsKnown, cancellationToken);
        var known = practitioners.Select(p => (Reference: $"Practitioner/{p.Id}", Keys: keys.Of(p)));
        foreach (var workers in ContactIndex.Pack(known, w => w.Keys.Count))
        {
            // A worker that changes while the poller is read comes twice, the second time perhaps with another number:
            // only the first time is it certain that no handler has acted on it.
            var isAdded = met is not null
                && workers.Count(w => met.Add(w.Reference)) == workers.Count
                && await index.TryAddWorkersAsync(workers, cancellationToken);
            if (!isAdded)
            {
                await ledger.IndexAsync([.. workers.SelectMany(w => ContactIndex.Owns(w.Reference, w.Keys, true))], cancellationToken);
            }

            foreach (var worker in workers)
            {
                yield return isAdded && areContactsKnown
                    ? new ContactItem { Worker = worker.Reference, Fresh = "yes", FreshAt = time.GetUtcNow() }
                    : new ContactItem { Worker = worker.Reference };
            }
        }
    }
}
