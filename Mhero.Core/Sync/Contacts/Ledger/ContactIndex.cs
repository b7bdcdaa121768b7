using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Ledger;

/// <summary>
/// Notes who has which telephone number, WhatsApp address or business identifier, as soon as a poller shows it, so that
/// the two sides of one worker find each other whichever is handled first.
/// </summary>
internal sealed class ContactIndex(ContactLedger ledger, ContactToProfile contactToProfile, IOptions<ContactMappingOptions> mapping)
{
    private readonly List<KeyValuePair<string, ContactFieldMap>> _identifiers =
        [.. mapping.Value.MappedFields.Where(f => f.Value.Element == ContactElement.Identifier)];

    /// <summary>What one request to the ledger can write.</summary>
    private const int MaxRows = 100;

    /// <summary>Puts records together whose rows fit into one request.</summary>
    /// <param name="records">Contacts or workers with the keys of their numbers and identifiers.</param>
    /// <param name="rowsOf">How many rows a record needs.</param>
    public static IEnumerable<List<T>> Pack<T>(IEnumerable<T> records, Func<T, int> rowsOf)
    {
        var chunk = new List<T>();
        var rows = 0;
        foreach (var record in records)
        {
            var more = rowsOf(record);
            if (chunk.Count > 0 && rows + more > MaxRows)
            {
                yield return chunk;
                (chunk, rows) = ([], 0);
            }

            chunk.Add(record);
            rows += more;
        }

        if (chunk.Count > 0)
        {
            yield return chunk;
        }
    }

    /// <summary>Notes contacts that were never seen; does nothing if any of them, or any of their numbers, is known.</summary>
    /// <param name="contacts">Contacts and their keys (<see cref="KeysOf(Contact)"/>), with rows for one request at most.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>The version of each contact's new row, or null when nothing was done.</returns>
    public async Task<Dictionary<Guid, string>?> TryAddContactsAsync(
        IReadOnlyList<(Contact Contact, IReadOnlyList<string> Keys)> contacts, CancellationToken cancellationToken)
    {
        var rows = new List<Document>();
        foreach (var (contact, keys) in contacts)
        {
            rows.Add(Row(contact));
            rows.AddRange(keys.Select(key => new Document(key, SyncJson.Write(new NumberRow { Contacts = [contact.Uuid] }), null)));
        }

        if (rows.Count > MaxRows || rows.DistinctBy(r => r.Key).Count() != rows.Count)
        {
            return null;
        }

        var versions = await ledger.TryAddAsync(rows, cancellationToken);
        return versions is null ? null : contacts.ToDictionary(c => c.Contact.Uuid, c => versions[ContactLedger.ContactKey(c.Contact.Uuid)]);
    }

    /// <summary>Notes contacts that the ledger may know already; repeating it changes nothing.</summary>
    public async Task AddContactsAsync(IReadOnlyList<Contact> contacts, CancellationToken cancellationToken)
    {
        await ledger.IndexAsync([.. contacts.SelectMany(c => Owns(c, true))], cancellationToken);
        await ledger.WriteAsync([.. contacts.Select(Row)], cancellationToken);
    }

    /// <summary>
    /// Remembers unlinked contacts as they are now. Their items may wait long after the poller moved on, and a worker that is handled in
    /// between would be matched with what they were before. A row that another batch writes at the same time is left to it.
    /// </summary>
    /// <param name="contacts">The contacts, each with its row.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public async Task RefreshContactsAsync(IReadOnlyList<(Contact Contact, LedgerEntry<ContactRow> Row)> contacts, CancellationToken cancellationToken)
    {
        var changes = new List<OwnerChange>();
        foreach (var (contact, row) in contacts)
        {
            changes.AddRange(OwnersAfter(row.Row.Contact, contact));
        }

        await ledger.IndexAsync(changes, cancellationToken);
        await ledger.WriteAsync(
            [.. contacts.Select(c => new Document(ContactLedger.ContactKey(c.Contact.Uuid), SyncJson.Write(c.Row.Row with { Contact = c.Contact }), c.Row.Version))], cancellationToken);
    }

    /// <summary>The numbers and identifiers that a contact gave up and got, as changes of their rows.</summary>
    /// <param name="before">The contact as the ledger remembers it.</param>
    /// <param name="now">The contact as it is now.</param>
    public IEnumerable<OwnerChange> OwnersAfter(Contact before, Contact now)
    {
        var (had, has) = (KeysOf(before).ToHashSet(), KeysOf(now).ToHashSet());
        return had.Except(has).Select(k => new OwnerChange(k, null, now.Uuid, false)).Concat(has.Except(had).Select(k => new OwnerChange(k, null, now.Uuid, true)));
    }

    /// <summary>Notes workers that were never seen; does nothing if any of their numbers is known.</summary>
    /// <param name="workers">References and keys (<see cref="KeysOf(WorkerProfile)"/>), with rows for one request at most.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>Whether they were noted.</returns>
    public async Task<bool> TryAddWorkersAsync(
        IReadOnlyList<(string Reference, IReadOnlyList<string> Keys)> workers, CancellationToken cancellationToken)
    {
        var rows = workers
            .SelectMany(w => w.Keys.Select(key => new Document(key, SyncJson.Write(new NumberRow { Workers = [w.Reference] }), null)))
            .ToList();
        return rows.Count <= MaxRows
            && rows.DistinctBy(r => r.Key).Count() == rows.Count
            && await ledger.TryAddAsync(rows, cancellationToken) is not null;
    }

    /// <summary>A worker's numbers, as changes of their rows.</summary>
    public static IEnumerable<OwnerChange> Owns(string worker, IReadOnlyList<string> keys, bool has) =>
        keys.Select(key => new OwnerChange(key, worker, null, has));

    /// <summary>The numbers and identifiers of a contact, as changes of their rows.</summary>
    public IEnumerable<OwnerChange> Owns(Contact contact, bool has) =>
        KeysOf(contact).Select(key => new OwnerChange(key, null, contact.Uuid, has));

    /// <summary>Keys of all numbers and WhatsApp addresses.</summary>
    public static IEnumerable<string> KeysOf(WorkerProfile profile) =>
        profile.Numbers.Concat(profile.WhatsApp).Select(ContactLedger.NumberKey).Distinct();

    /// <summary>Keys of all numbers, WhatsApp addresses and business identifiers.</summary>
    public IEnumerable<string> KeysOf(Contact contact) => AllKeysOf(contactToProfile.Map(contact).Value);

    /// <inheritdoc cref="KeysOf(Contact)"/>
    public IEnumerable<string> AllKeysOf(WorkerProfile profile) => KeysOf(profile).Concat(BusinessKeysOf(profile));

    /// <summary>Keys of the business identifiers, such as an employee number.</summary>
    public IEnumerable<string> BusinessKeysOf(WorkerProfile profile) =>
        from map in _identifiers
        let value = profile.Fields.GetValueOrDefault(map.Key)
        where !string.IsNullOrWhiteSpace(value)
        select ContactLedger.BusinessKey(map.Key, value);

    /// <summary>How the registry is searched for the contact's business identifiers: system, if one is configured, and value.</summary>
    public IEnumerable<(string? System, string Value)> BusinessIdentifiersOf(Contact contact) =>
        from map in _identifiers
        let value = contact.Fields.GetValueOrDefault(map.Key)
        where !string.IsNullOrWhiteSpace(value)
        select (map.Value.System, value.Trim());

    private static Document Row(Contact contact) =>
        new(ContactLedger.ContactKey(contact.Uuid), SyncJson.Write(new ContactRow { Contact = contact }), null);
}
