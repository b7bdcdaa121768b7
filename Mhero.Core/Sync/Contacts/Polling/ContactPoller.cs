using System.Runtime.CompilerServices;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Polling;
using Mhero.Core.Sync.Engine.Queueing;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Contacts.Polling;

/// <summary>Reads which contacts changed in RapidPro, or were deleted there, and puts them on the queue.</summary>
internal sealed class ContactPoller(
    RapidProClient rapidPro,
    ChangePoller poller,
    ContactLedger ledger,
    ContactIndex index,
    ContactSnapshot snapshot,
    RapidProSetup setup,
    FirstReadings firstReadings,
    TimeProvider time,
    IOptions<ContactSyncOptions> options) : IPoller<ContactItem>
{
    /// <inheritdoc/>
    public string Kind => SyncKinds.Contacts;

    /// <inheritdoc/>
    public string OrderName => "Contacts";

    /// <summary>The version that distinguishes the states of a contact.</summary>
    public static RecordVersion VersionOf(Contact contact) =>
        new(contact.Uuid.ToString(), contact.ModifiedOn?.UtcTicks.ToString("x") ?? "-", contact.ModifiedOn);

    /// <summary>RapidPro's contacts, or those that it lists as deleted, by their last change.</summary>
    public static ChangeSource<Contact> SourceOf(RapidProClient rapidPro, string cursor, TimeSpan overlap, bool deleted) => new(
        cursor,
        overlap,
        (since, token) => rapidPro.GetContactPagesAsync(new ContactQuery { After = since, Reverse = true, Deleted = deleted }, token)
            .Select(page => ChangeSources.PageOf(page, contact => contact.ModifiedOn)),
        VersionOf);

    /// <inheritdoc/>
    public async Task ReadAsync(BatchWriter<ContactItem> batches, CancellationToken cancellationToken)
    {
        await setup.EnsureAsync(cancellationToken);
        var isRegistryKnown = await poller.WasReadAsync(CursorNames.WorkersKnown, cancellationToken);

        // Not every reading without a cursor is the first one: a side that had no record then still has none.
        var wasRead = await poller.WasReadAsync(CursorNames.ContactsKnown, cancellationToken);
        await poller.ReadAsync(
            SourceOf(rapidPro, CursorNames.Contacts, options.Value.Overlap, deleted: false),
            batches,
            (contacts, isFirst, token) => SelectAsync([.. contacts.Select(snapshot.Of)], isFirst && !wasRead, isRegistryKnown, token),
            cancellationToken);
        await poller.MarkReadAsync(CursorNames.ContactsKnown, cancellationToken);
        await poller.ReadAsync(
            SourceOf(rapidPro, CursorNames.DeletedContacts, options.Value.Overlap, deleted: true), batches, (contacts, _, token) => SelectDeletedAsync(contacts, token), cancellationToken);
    }

    /// <inheritdoc/>
    public Task SettleAsync(Exception? failure, CancellationToken cancellationToken) =>
        firstReadings.SettleAsync(OrderName, CursorNames.ContactsKnown, failure, cancellationToken);

    private async IAsyncEnumerable<ContactItem> SelectDeletedAsync(IReadOnlyList<Contact> deleted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rows = await ledger.FindContactsAsync(deleted.Select(c => c.Uuid), cancellationToken);
        foreach (var contact in deleted.Where(c => rows.ContainsKey(c.Uuid)))
        {
            yield return new ContactItem { ContactUuid = contact.Uuid, Deleted = true };
        }
    }

    private async IAsyncEnumerable<ContactItem> SelectAsync(
        List<Contact> contacts, bool isFirst, bool isRegistryKnown, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var known = contacts.Select(c => (Contact: c, Keys: (IReadOnlyList<string>)[.. index.KeysOf(c)]));
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
            foreach (var contact in chunk.Where(c => !rows.TryGetValue(c.Uuid, out var row) || row.Row.Worker is null || row.Row.Contact.ModifiedOn < c.ModifiedOn))
            {
                yield return new ContactItem { Contact = contact };
            }
        }
    }
}
