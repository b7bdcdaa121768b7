using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>Unlinks workers from contacts that RapidPro lists as deleted.</summary>
internal sealed class DeletedContacts(
    FhirGateway fhir, ContactLedger ledger, ContactIndex index, PairPlanner planner, WorkerToProfile workerToProfile, IOptions<ContactSyncOptions> options)
{
    /// <summary>Handles the deleted contacts of a batch.</summary>
    /// <returns>Workers that are to get a new contact, by setting.</returns>
    public async Task<List<ContactItem>> HandleAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken)
    {
        var again = new List<ContactItem>();
        foreach (var pair in pairs.Where(p => p is { IsOpen: true, Item.Deleted: true, ContactRow: not null }))
        {
            try
            {
                var linked = IsLinked(pair);
                if (linked && planner.PlanUnlink(pair.Worker!, PlaceIndex.Empty) is { } update)
                {
                    var verdict = (await fhir.BatchAsync([FhirEntry.Update(update.Worker.Person)], cancellationToken))[0];
                    if (!verdict.Succeeded)
                    {
                        pair.Fail(verdict.Error!);
                        continue;
                    }

                    pair.WorkerUpdated = true;
                }

                await ForgetAsync(pair, linked, cancellationToken);
                if (!linked)
                {
                    // The worker may have another contact, or a review that asks for one: this item says nothing about it.
                    pair.Reference = null;
                }

                if (linked && options.Value.DeletedContacts == DeletedContactPolicy.Recreate)
                {
                    again.Add(new ContactItem { Worker = pair.Reference });
                }

                pair.Finish(pair.IsOpen ? ItemState.Done : pair.State);
            }
            catch (Exception e) when (e is FhirException or TimeoutException)
            {
                pair.Fail(e);
            }
        }

        return again;
    }

    /// <summary>Whether the worker is the contact's, also where a process died between the worker's write and its row.</summary>
    private bool IsLinked(Pair pair)
    {
        if (pair.Worker is null)
        {
            return false;
        }

        if (pair.WorkerRow?.Row.Contact is { } known)
        {
            return known == pair.Item.ContactUuid;
        }

        var named = workerToProfile.ContactOf(pair.Worker.Person);
        return named == pair.Item.ContactUuid || (named is null && pair.WorkerRow is null);
    }

    private async Task ForgetAsync(Pair pair, bool linked, CancellationToken cancellationToken)
    {
        if (linked && pair.WorkerRow is { } worker)
        {
            var row = worker.Row with { Contact = null, Abandoned = options.Value.DeletedContacts == DeletedContactPolicy.Leave };
            var written = await ledger.WriteAsync([new(ContactLedger.WorkerKey(pair.Reference!), SyncJson.Write(row), worker.Version)], cancellationToken);
            if (written.Values.Contains(null))
            {
                pair.Finish(ItemState.Retry, SyncCodes.Overtaken, "The worker changed while it was processed.", TimeSpan.FromSeconds(1));
                return;
            }
        }

        var contact = pair.ContactRow!.Value.Row.Contact;
        await ledger.IndexAsync([.. index.Owns(contact, false)], cancellationToken);
        await ledger.DeleteAsync([ContactLedger.ContactKey(contact.Uuid)], cancellationToken);
    }
}
