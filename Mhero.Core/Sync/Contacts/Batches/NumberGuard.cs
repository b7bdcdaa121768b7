using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>
/// Looks before a number is given to a contact: RapidPro takes it away from its owner without a word (observed: 200, and
/// the other contact is left without URNs).
/// </summary>
internal sealed class NumberGuard(
    RapidProClient rapidPro, ContactLedger ledger, ContactSnapshot snapshot, ContactIndex index, PairLoader loader, TakenNumberCheck taken)
{
    /// <summary>Reads contacts whose URNs are to be replaced again, and finds the numbers that others own.</summary>
    /// <returns>The pairs that have to be planned again with the new data.</returns>
    public async Task<List<Pair>> CheckAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken)
    {
        var changed = new List<Pair>();
        foreach (var pair in pairs.Where(p => p is { IsOpen: true, Contact: not null, Plan: not null }))
        {
            try
            {
                // A number that is the contact's again has to be checked as any other that it is given.
                if (await taken.CheckAsync(pair, cancellationToken) || (pair.Plan!.ContactWrite?.Urns is not null && await CheckAsync(pair, cancellationToken)))
                {
                    changed.Add(pair);
                }
            }
            catch (Exception e) when (e is RapidProException or Fhir.FhirException)
            {
                pair.Fail(e);
            }
        }

        return changed;
    }

    private async Task<bool> CheckAsync(Pair pair, CancellationToken cancellationToken)
    {
        var uuid = pair.Contact!.Uuid;
        if (await rapidPro.FindContactAsync(uuid, cancellationToken) is not { } now)
        {
            pair.Finish(ItemState.Retry, SyncCodes.RecordMissing, "The contact was deleted while it was processed.");
            return false;
        }

        var replan = now.ModifiedOn != pair.Contact.ModifiedOn;
        pair.Contact = snapshot.Of(now);
        foreach (var text in pair.Plan!.ContactWrite!.Urns!.Except(now.Urns))
        {
            if (!Urn.TryParse(text, out var urn) || await rapidPro.FindContactByUrnAsync(urn, cancellationToken) is not { } owner || owner.Uuid == uuid)
            {
                continue;
            }

            // RapidPro moves the number in the same request. To wait until the other contact is written would never end
            // where workers exchanged their numbers: each would wait for the other.
            if (await HasGivenUpAsync(owner, urn, cancellationToken))
            {
                continue;
            }

            // The ledger may be newer than the first answer: another batch may have written the owner between the two reads.
            if (await rapidPro.FindContactByUrnAsync(urn, cancellationToken) is not { } present || present.Uuid == uuid)
            {
                continue;
            }

            owner = present;
            replan = true;
            pair.ForeignNumbers.Add(ContactLedger.NumberKey(urn.Path));
            pair.SideReview = (
                SyncCodes.NumberOfAnother,
                "A number of the worker belongs to another contact: choose whose it is in the registry, or release it in RapidPro.",
                [new ReviewCandidate(owner.Uuid.ToString(), "owns the number")]);
            await index.AddContactsAsync([snapshot.Of(owner)], cancellationToken);
        }

        return replan;
    }

    /// <summary>Whether the registry took the number away from the worker of the owning contact.</summary>
    private async Task<bool> HasGivenUpAsync(Contact owner, Urn urn, CancellationToken cancellationToken)
    {
        var rows = await ledger.FindContactsAsync([owner.Uuid], cancellationToken);
        if (!rows.TryGetValue(owner.Uuid, out var row) || row.Row.Worker is not { } reference)
        {
            return false;
        }

        var other = new Pair(new ContactItem { Worker = reference });
        await loader.LoadWorkersAsync([other], cancellationToken);
        await loader.LoadWorkerRowsAsync([other], cancellationToken);
        if (other.Worker is null || other.WorkerRow is not { } known)
        {
            return false;
        }

        var key = ContactLedger.NumberKey(urn.Path);
        var hadIt = ContactIndex.KeysOf(known.Row.Profile).Contains(key);
        var hasIt = ContactIndex.KeysOf(loader.ProfileOf(other.Worker)).Contains(key);
        return hadIt && !hasIt;
    }
}
