using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.Personal;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;

namespace Mhero.Core.Sync.Contacts.Polling;

/// <summary>Selects which of the contacts that RapidPro shows have to be checked.</summary>
internal sealed class ContactSelector(ContactLedger ledger, ContactIndex index, ForgottenPeople forgotten, TimeProvider time)
{
    /// <summary>Selects the deleted contacts that the ledger knows.</summary>
    /// <param name="deleted">A page of contacts that RapidPro lists as deleted.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async IAsyncEnumerable<ContactItem> SelectDeletedAsync(IReadOnlyList<Contact> deleted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rows = await ledger.FindContactsAsync(deleted.Select(c => c.Uuid), cancellationToken);
        foreach (var contact in deleted.Where(c => rows.ContainsKey(c.Uuid)))
        {
            yield return new ContactItem { ContactUuid = contact.Uuid, Deleted = true };
        }
    }

    /// <summary>Selects the contacts that are not linked, or newer than the ledger remembers them.</summary>
    /// <param name="contacts">A page of contacts, cut down to what the sync compares.</param>
    /// <param name="isFirst">Whether this is the first reading of the contacts.</param>
    /// <param name="isRegistryKnown">Whether the registry's workers were read to their end once.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async IAsyncEnumerable<ContactItem> SelectAsync(
        List<Contact> contacts, bool isFirst, bool isRegistryKnown, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = await forgotten.ReadAsync(cancellationToken);
        contacts = contacts.FindAll(c => !left.Contains(c.Uuid.ToString()));

        // A page may show a contact twice, before and after a change: the last state counts.
        var distinct = contacts.GroupBy(c => c.Uuid).Select(g => g.MaxBy(c => c.ModifiedOn)!);
        var known = distinct.Select(c => (Contact: c, Keys: (IReadOnlyList<string>)[.. index.KeysOf(c)]));
        foreach (var packed in ContactIndex.Pack(known, c => 1 + c.Keys.Count))
        {
            var chunk = packed.ConvertAll(c => c.Contact);
            if (isFirst && await index.TryAddContactsAsync(packed, cancellationToken) is { } versions)
            {
                // No other record had these numbers, so no worker needs to be looked for, if the registry has been read.
                foreach (var contact in chunk)
                {
                    yield return isRegistryKnown
                        ? new ContactItem { Contact = contact, Fresh = versions[contact.Uuid], FreshAt = time.GetUtcNow() }
                        : new ContactItem { Contact = contact };
                }

                continue;
            }

            var rows = await ledger.FindContactsAsync(chunk.Select(c => c.Uuid), cancellationToken);
            await index.AddContactsAsync([.. chunk.Where(c => !rows.ContainsKey(c.Uuid))], cancellationToken);
            await index.RefreshContactsAsync([.. chunk.Where(c => rows.TryGetValue(c.Uuid, out var row) && IsNewerAndUnlinked(c, row.Row)).Select(c => (c, rows[c.Uuid]))], cancellationToken);
            foreach (var contact in chunk.Where(c => !rows.TryGetValue(c.Uuid, out var row) || row.Row.Worker is null || row.Row.Contact.ModifiedOn < c.ModifiedOn))
            {
                yield return new ContactItem { Contact = contact };
            }
        }
    }

    // One that gave up a number is left to its batch, which has the workers checked who may get the number now.
    private bool IsNewerAndUnlinked(Contact contact, ContactRow row) =>
        row.Worker is null && row.Contact.ModifiedOn < contact.ModifiedOn && !Claim.Holds(row.ClaimedAt, time.GetUtcNow())
        && index.OwnersAfter(row.Contact, contact).All(o => o.Has);
}
