using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Polling;
using Mhero.Core.Sync.Queueing;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Contacts.Polling;

/// <summary>Reads what changed among RapidPro's contacts and puts it on the queue.</summary>
internal sealed class ContactPoller(
    RapidProClient rapidPro,
    CursorStore cursors,
    SeenVersionStore seen,
    ContactLedger ledger,
    ContactIndex index,
    ContactSnapshot snapshot,
    IOptions<ContactSyncOptions> options)
{
    /// <summary>Reads the pollers of changed and of deleted contacts to their ends.</summary>
    /// <param name="batches">Where changed contacts go.</param>
    /// <param name="cancellationToken">Stops between two pages; pages already read count.</param>
    /// <exception cref="RapidProException">RapidPro cannot be read; the cursor stands at the last page that was.</exception>
    public async Task ReadAsync(BatchWriter<ContactItem> batches, CancellationToken cancellationToken)
    {
        var known = await cursors.ReadAsync(CursorNames.ContactsKnown, cancellationToken);
        var registryKnown = (await cursors.ReadAsync(CursorNames.WorkersKnown, cancellationToken)).Position is not null;
        var reading = new ChangePoll(CursorNames.Contacts, cursors, seen, options.Value.Overlap);
        await reading.BeginAsync(cancellationToken);

        // Not every reading without a cursor is the first one: a side that had no record then still has none.
        var first = known.Position is null && reading.Since is null;
        var query = new ContactQuery { After = reading.Since, Reverse = true };
        await foreach (var page in rapidPro.GetContactPagesAsync(query, cancellationToken))
        {
            var lastRecord = page.Results is [.., var last] ? last.ModifiedOn : null;
            var firstRecord = page.Results is [var earliest, ..] ? earliest.ModifiedOn : null;
            if (!await reading.TurnToAsync(page.ServerTime, firstRecord, lastRecord, cancellationToken))
            {
                await reading.MoveAsync(null, complete: true, cancellationToken);
                break;
            }

            var changed = page.Results.Where(c => reading.IsNew(c.Uuid.ToString(), VersionOf(c), c.ModifiedOn)).Select(snapshot.Of).ToList();
            foreach (var item in await SelectAsync(changed, first, registryKnown, cancellationToken))
            {
                await batches.AddAsync(item, cancellationToken);
            }

            await batches.FlushAsync(cancellationToken);
            await reading.MoveAsync(lastRecord, page.NextCursor is null, cancellationToken);
        }

        if (known.Position is null)
        {
            await cursors.TryMoveAsync(known, DateTimeOffset.UnixEpoch, cancellationToken);
        }

        await ReadDeletedAsync(batches, cancellationToken);
    }

    /// <summary>The version that distinguishes the states of a contact.</summary>
    public static string VersionOf(Contact contact) => contact.ModifiedOn?.UtcTicks.ToString("x") ?? "-";

    private async Task ReadDeletedAsync(BatchWriter<ContactItem> batches, CancellationToken cancellationToken)
    {
        var reading = new ChangePoll(CursorNames.DeletedContacts, cursors, seen, options.Value.Overlap);
        await reading.BeginAsync(cancellationToken);
        var query = new ContactQuery { After = reading.Since, Reverse = true, Deleted = true };
        await foreach (var page in rapidPro.GetContactPagesAsync(query, cancellationToken))
        {
            var lastRecord = page.Results is [.., var last] ? last.ModifiedOn : null;
            var firstRecord = page.Results is [var earliest, ..] ? earliest.ModifiedOn : null;
            if (!await reading.TurnToAsync(page.ServerTime, firstRecord, lastRecord, cancellationToken))
            {
                await reading.MoveAsync(null, complete: true, cancellationToken);
                break;
            }

            var deleted = page.Results.Where(c => reading.IsNew(c.Uuid.ToString(), VersionOf(c), c.ModifiedOn)).ToList();
            var rows = await ledger.FindContactsAsync(deleted.Select(c => c.Uuid), cancellationToken);
            foreach (var contact in deleted.Where(c => rows.ContainsKey(c.Uuid)))
            {
                await batches.AddAsync(new ContactItem { ContactUuid = contact.Uuid, Deleted = true }, cancellationToken);
            }

            await batches.FlushAsync(cancellationToken);
            await reading.MoveAsync(lastRecord, page.NextCursor is null, cancellationToken);
        }
    }

    private async Task<List<ContactItem>> SelectAsync(
        List<Contact> contacts, bool first, bool registryKnown, CancellationToken cancellationToken)
    {
        var items = new List<ContactItem>(contacts.Count);
        var known = contacts.Select(c => (Contact: c, Keys: (IReadOnlyList<string>)[.. index.KeysOf(c)]));
        foreach (var packed in ContactIndex.Pack(known, c => 1 + c.Keys.Count))
        {
            var chunk = packed.ConvertAll(c => c.Contact);
            if (first && await index.TryAddContactsAsync(packed, cancellationToken) is { } versions)
            {
                // No other record had these numbers, so no worker needs to be looked for, if the registry has been read.
                items.AddRange(chunk.Select(c => new ContactItem { Contact = c, Fresh = registryKnown ? versions[c.Uuid] : null }));
                continue;
            }

            var rows = await ledger.FindContactsAsync(chunk.Select(c => c.Uuid), cancellationToken);
            await index.AddContactsAsync([.. chunk.Where(c => !rows.ContainsKey(c.Uuid))], cancellationToken);
            items.AddRange(chunk
                .Where(c => !rows.TryGetValue(c.Uuid, out var row) || row.Row.Worker is null || row.Row.Contact.ModifiedOn < c.ModifiedOn)
                .Select(c => new ContactItem { Contact = c }));
        }

        return items;
    }
}
