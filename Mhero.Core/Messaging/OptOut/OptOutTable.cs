using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Messaging.OptOut;

/// <summary>
/// The rows of persons who opted out, or once did: by the person's reference, or by the contact while its worker is unknown.
/// </summary>
internal sealed class OptOutTable
{
    /// <summary>The partition of the rows.</summary>
    public const string Partition = "opt-outs";

    private readonly DocumentTable _table;

    // Batches by the dozen look at the same moment, for a few rows.
    private readonly SharedRead<HashSet<string>> _keys;

    public OptOutTable(DocumentTable table)
    {
        _table = table;
        _keys = new(async () =>
        {
            var keys = new HashSet<string>(StringComparer.Ordinal);
            await foreach (var key in table.ScanKeysAsync(Partition))
            {
                keys.Add(key);
            }

            return keys;
        });
    }

    /// <summary>Key of a contact without a known worker.</summary>
    public static string KeyOf(Guid contact) => $"Contact/{contact}";

    /// <summary>All keys that have a row; a request per thousand.</summary>
    public Task<HashSet<string>> KeysAsync(CancellationToken cancellationToken) => _keys.GetAsync(cancellationToken);

    public async Task<Dictionary<string, LedgerEntry<OptOutRow>>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        (await _table.FindManyAsync(Partition, keys, cancellationToken))
            .ToDictionary(f => f.Key, f => new LedgerEntry<OptOutRow>(SyncJson.Read<OptOutRow>(f.Value.Content), f.Value.Version));

    /// <summary>Writes rows, each only if its version is unchanged.</summary>
    /// <returns>The new version by key; null where another writer was faster.</returns>
    public async Task<IReadOnlyDictionary<string, string?>> WriteAsync(IEnumerable<(string Key, OptOutRow Row, string? Version)> rows, CancellationToken cancellationToken)
    {
        List<Document> documents = [.. rows.Select(r => new Document(r.Key, SyncJson.Write(r.Row), r.Version))];
        return documents.Count == 0 ? new Dictionary<string, string?>() : await _table.WriteAsync(Partition, documents, cancellationToken);
    }

    public Task DeleteAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        keys.Count == 0 ? Task.CompletedTask : _table.DeleteAsync(Partition, keys, cancellationToken);
}
