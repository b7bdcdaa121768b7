using Mhero.Core.Mapping.Phones;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Ledger;

/// <summary>
/// The last known state of both sides, so that neither has to be asked: a row per worker, per contact, per telephone number
/// and per business identifier of a contact that is linked to no worker. One table partition holds them all, because only
/// rows of one partition can be written in one request.
/// </summary>
internal sealed class ContactLedger([FromKeyedServices(ContactLedger.Table)] DocumentTable table)
{
    /// <summary>The table's name after the prefix.</summary>
    public const string Table = "contacts";

    /// <summary>The partition of all rows.</summary>
    public const string Partition = "contacts";

    /// <summary>What keys of numbers begin with.</summary>
    public const string NumberPrefix = "n:";

    /// <summary>What keys of business identifiers begin with.</summary>
    public const string BusinessPrefix = "i:";

    private const string WorkerPrefix = "w:";
    private const string ContactPrefix = "c:";
    private const int IndexTries = 5;

    public static string WorkerKey(string reference) => WorkerPrefix + reference;

    public static string ContactKey(Guid uuid) => $"{ContactPrefix}{uuid}";

    /// <summary>Key of a number in E.164, a short code or a WhatsApp address; spellings of one telephone make the same key.</summary>
    public static string NumberKey(string number) => NumberPrefix + PhoneIdentity.Of(number);

    /// <summary>Key of a business identifier, by the contact field that holds it; case and outer spaces do not count.</summary>
    public static string BusinessKey(string field, string value) =>
        BusinessPrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{field}|{value.Trim().ToUpperInvariant()}")).AsSpan(0, 16));

    public Task<Dictionary<string, LedgerEntry<WorkerRow>>> FindWorkersAsync(IEnumerable<string> references, CancellationToken cancellationToken) =>
        FindAsync<string, WorkerRow>(references, WorkerKey, cancellationToken);

    public Task<Dictionary<Guid, LedgerEntry<ContactRow>>> FindContactsAsync(IEnumerable<Guid> uuids, CancellationToken cancellationToken) =>
        FindAsync<Guid, ContactRow>(uuids, ContactKey, cancellationToken);

    /// <summary>Rows of contacts in the order of their UUIDs.</summary>
    /// <param name="after">The last contact that is not wanted; null for all.</param>
    /// <param name="count">How many at most, a thousand at most.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<List<(Guid Uuid, ContactRow Row)>> ContactsAfterAsync(Guid? after, int count, CancellationToken cancellationToken) =>
        await AfterAsync(ContactPrefix, after is { } uuid ? ContactKey(uuid) : null, count, cancellationToken)
            .Select(document => (Guid.Parse(document.Key[ContactPrefix.Length..]), SyncJson.Read<ContactRow>(document.Content))).ToListAsync(cancellationToken);

    /// <summary>Rows of workers in the order of their references.</summary>
    /// <param name="after">The last worker that is not wanted; null for all.</param>
    /// <param name="count">How many at most, a thousand at most.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<List<(string Reference, WorkerRow Row)>> WorkersAfterAsync(string? after, int count, CancellationToken cancellationToken) =>
        await AfterAsync(WorkerPrefix, after is null ? null : WorkerKey(after), count, cancellationToken)
            .Select(document => (document.Key[WorkerPrefix.Length..], SyncJson.Read<WorkerRow>(document.Content))).ToListAsync(cancellationToken);

    /// <summary>How many contacts and workers have a row; reads the keys alone.</summary>
    public async Task<(int Contacts, int Workers)> CountAsync(CancellationToken cancellationToken) => (
        await table.ScanKeysAsync(Partition, ContactPrefix, EndOf(ContactPrefix), cancellationToken).CountAsync(cancellationToken),
        await table.ScanKeysAsync(Partition, WorkerPrefix, EndOf(WorkerPrefix), cancellationToken).CountAsync(cancellationToken));

    /// <summary>Rows by key, as <see cref="NumberKey"/> and <see cref="BusinessKey"/> make them.</summary>
    public Task<Dictionary<string, LedgerEntry<NumberRow>>> FindOwnersAsync(IEnumerable<string> keys, CancellationToken cancellationToken) =>
        FindAsync<string, NumberRow>(keys, key => key, cancellationToken);

    /// <summary>Whether no worker has ever been written, as on the very first reading.</summary>
    public async Task<bool> KnowsNoWorkerAsync(CancellationToken cancellationToken) => !await HasAnyAsync(WorkerPrefix, cancellationToken);

    /// <summary>Whether a contact with a business identifier was ever seen.</summary>
    public Task<bool> KnowsIdentifiersAsync(CancellationToken cancellationToken) => HasAnyAsync(BusinessPrefix, cancellationToken);

    /// <summary>Adds all rows (at most 100), or none when one of them exists already.</summary>
    /// <returns>The version by key, or null when nothing was added.</returns>
    public async Task<IReadOnlyDictionary<string, string>?> TryAddAsync(IReadOnlyList<Document> rows, CancellationToken cancellationToken) =>
        rows.Count == 0 ? new Dictionary<string, string>() : await table.TryAddAllAsync(Partition, rows, cancellationToken);

    /// <summary>Adds or replaces rows, each only if its version is unchanged.</summary>
    /// <returns>The new version by key; null where another writer was faster.</returns>
    public async Task<IReadOnlyDictionary<string, string?>> WriteAsync(IReadOnlyList<Document> rows, CancellationToken cancellationToken) =>
        rows.Count == 0 ? new Dictionary<string, string?>() : await table.WriteAsync(Partition, rows, cancellationToken);

    /// <summary>Notes new owners of numbers and identifiers, and forgets former ones; repeating it changes nothing.</summary>
    /// <returns>The rows of all keys that were named, as they now are.</returns>
    public async Task<Dictionary<string, NumberRow>> IndexAsync(IReadOnlyList<OwnerChange> changes, CancellationToken cancellationToken)
    {
        var result = new Dictionary<string, NumberRow>();
        var open = changes.ToLookup(c => c.Key);
        for (var attempt = 0; open.Count > 0; attempt++)
        {
            var rows = await FindOwnersAsync(open.Select(g => g.Key), cancellationToken);
            var writes = new List<Document>();
            foreach (var group in open)
            {
                var found = rows.GetValueOrDefault(group.Key, new(new(), null));
                var changed = group.Aggregate(found.Row, (row, change) => change.ApplyTo(row));
                result[group.Key] = changed;
                if (!ReferenceEquals(changed, found.Row))
                {
                    writes.Add(new(group.Key, SyncJson.Write(changed), found.Version));
                }
            }

            var refused = (await WriteAsync(writes, cancellationToken)).Where(w => w.Value is null).Select(w => w.Key).ToHashSet();
            if (refused.Count > 0 && attempt == IndexTries)
            {
                throw new TimeoutException("The ledger's number rows are changed by others faster than they can be written.");
            }

            open = open.Where(g => refused.Contains(g.Key)).SelectMany(g => g).ToLookup(c => c.Key);
        }

        return result;
    }

    public Task DeleteAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        keys.Count == 0 ? Task.CompletedTask : table.DeleteAsync(Partition, keys, cancellationToken);

    // A blank comes before every character that a continuation of the key may have.
    private IAsyncEnumerable<Document> AfterAsync(string prefix, string? key, int count, CancellationToken cancellationToken) =>
        table.ScanRangeAsync(Partition, key is null ? prefix : key + " ", EndOf(prefix), count, cancellationToken).Take(count);

    private static string EndOf(string prefix) => prefix[..^1] + (char)(prefix[^1] + 1);

    private async Task<bool> HasAnyAsync(string prefix, CancellationToken cancellationToken)
    {
        await foreach (var _ in table.ScanPagesAsync(Partition, prefix, 1, cancellationToken))
        {
            return true;
        }

        return false;
    }

    private async Task<Dictionary<TKey, LedgerEntry<TRow>>> FindAsync<TKey, TRow>(
        IEnumerable<TKey> keys, Func<TKey, string> keyOf, CancellationToken cancellationToken)
        where TKey : notnull
    {
        var byText = keys.Distinct().ToDictionary(keyOf);
        if (byText.Count == 0)
        {
            return [];
        }

        var found = await table.FindManyAsync(Partition, byText.Keys, cancellationToken);
        return found.ToDictionary(
            f => byText[f.Key],
            f => new LedgerEntry<TRow>(SyncJson.Read<TRow>(f.Value.Content), f.Value.Version));
    }
}
