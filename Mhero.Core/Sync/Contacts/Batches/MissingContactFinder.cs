using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>Finds, in RapidPro, the contacts that workers name and contacts whose creation was not answered.</summary>
internal sealed class MissingContactFinder(RapidProClient rapidPro, ContactLedger ledger, ContactIndex index, ContactSnapshot snapshot, WorkerToProfile workerToProfile)
{
    /// <summary>Finds the contacts of workers. A worker may name a contact that the ledger never saw, or that is no more.</summary>
    public async Task FindAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken)
    {
        foreach (var pair in pairs.Where(p => p is { IsOpen: true, Worker: not null, Contact: null, Item.Deleted: false }))
        {
            var uuid = pair.WorkerRow?.Row.Contact ?? workerToProfile.ContactOf(pair.Worker!.Person);
            if (uuid is not null && await rapidPro.FindContactAsync(uuid.Value, cancellationToken) is { } contact)
            {
                await AdoptAsync(pair, contact, cancellationToken);
            }
            else if (pair.WorkerRow?.Row is { Creating: true } row)
            {
                await FindLostContactAsync(pair, row, cancellationToken);
            }
        }
    }

    /// <summary>The answer to a create may have been lost: the contact then has the number that it was to get.</summary>
    private async Task FindLostContactAsync(Pair pair, WorkerRow row, CancellationToken cancellationToken)
    {
        foreach (var urn in row.Profile.Numbers.Select(n => new Urn(Urn.Tel, n)).Concat(row.Profile.WhatsApp.Select(w => new Urn(Urn.WhatsApp, w))))
        {
            if (await rapidPro.FindContactByUrnAsync(urn, cancellationToken) is { } contact
                && ContactSnapshot.LinkOf(contact) == pair.Reference)
            {
                await AdoptAsync(pair, contact, cancellationToken);
                return;
            }
        }
    }

    private async Task AdoptAsync(Pair pair, RapidPro.Model.Contact contact, CancellationToken cancellationToken)
    {
        pair.Contact = snapshot.Of(contact);
        await index.AddContactsAsync([pair.Contact], cancellationToken);
        var rows = await ledger.FindContactsAsync([contact.Uuid], cancellationToken);
        pair.ContactRow = rows[contact.Uuid];
    }
}
