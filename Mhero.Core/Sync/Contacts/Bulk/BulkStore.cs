using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Bulk;

/// <summary>
/// The tables' part of bulk loads: the state of the last load, a row for each worker, the workers that wait to be checked, those that wait for
/// the import, and the numbers that the files have.
/// </summary>
internal sealed class BulkStore([FromKeyedServices(BulkStore.Table)] DocumentTable table)
{
    /// <summary>The table's name after the prefix.</summary>
    public const string Table = "bulkloads";

    private const string Loads = "load";
    private const string Current = "current";
    private const string Rows = "rows";
    private const string Pending = "pending";
    private const string Open = "open";
    private const string Numbers = "numbers";

    /// <summary>The partitions with rows about workers.</summary>
    public static IReadOnlyList<string> Personal { get; } = [Rows, Pending, Open, Numbers];

    private const string Nothing = "{}";

    /// <summary>The last load; null when there never was one.</summary>
    public async Task<BulkLoadRow?> FindLoadAsync(CancellationToken cancellationToken) =>
        await table.FindAsync(Loads, Current, cancellationToken) is { } document ? SyncJson.Read<BulkLoadRow>(document.Content) : null;

    /// <summary>Changes the last load. The same object means no change.</summary>
    /// <returns>The load afterwards.</returns>
    public Task<BulkLoadRow?> ChangeLoadAsync(Func<BulkLoadRow?, BulkLoadRow?> change, CancellationToken cancellationToken) =>
        table.ChangeAsync(Loads, Current, SyncJson.TypeOf<BulkLoadRow>(), change, cancellationToken);

    /// <summary>The rows of workers.</summary>
    public async Task<IReadOnlyDictionary<string, BulkEntry>> FindAsync(IEnumerable<string> workers, CancellationToken cancellationToken) =>
        (await table.FindManyAsync(Rows, [.. workers.Distinct()], cancellationToken))
            .ToDictionary(f => f.Key, f => new BulkEntry(SyncJson.Read<BulkRow>(f.Value.Content), f.Value.Version!));

    /// <summary>All rows in the order of their keys, page by page.</summary>
    public async IAsyncEnumerable<(string Worker, BulkEntry Entry)> ScanAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var document in table.ScanAsync(Rows, null, cancellationToken))
        {
            yield return (document.Key, new BulkEntry(SyncJson.Read<BulkRow>(document.Content), document.Version!));
        }
    }

    /// <summary>Writes rows, each only if it has its version still.</summary>
    /// <returns>The workers whose row another writer changed.</returns>
    public async Task<HashSet<string>> WriteAsync(IReadOnlyList<(string Worker, BulkRow Row, string? Version)> rows, CancellationToken cancellationToken)
    {
        var written = await table.WriteAsync(Rows, [.. rows.Select(r => new Document(r.Worker, SyncJson.Write(r.Row), r.Version))], cancellationToken);
        return [.. written.Where(w => w.Value is null).Select(w => w.Key)];
    }

    /// <summary>Deletes rows.</summary>
    public Task DeleteAsync(IReadOnlyCollection<string> workers, CancellationToken cancellationToken) => table.DeleteAsync(Rows, workers, cancellationToken);

    /// <summary>Notes workers that are on the queue to be checked.</summary>
    public Task AddPendingAsync(IEnumerable<string> workers, CancellationToken cancellationToken) => NoteAsync(Pending, workers, cancellationToken);

    /// <summary>Forgets workers that were checked.</summary>
    public Task RemovePendingAsync(IReadOnlyCollection<string> workers, CancellationToken cancellationToken) => table.DeleteAsync(Pending, workers, cancellationToken);

    /// <summary>Whether a worker is still to be checked.</summary>
    public async Task<bool> HasPendingAsync(CancellationToken cancellationToken)
    {
        await foreach (var _ in table.ScanPagesAsync(Pending, null, 1, cancellationToken))
        {
            return true;
        }

        return false;
    }

    /// <summary>How many workers are still to be checked.</summary>
    public Task<int> CountPendingAsync(CancellationToken cancellationToken) => table.CountAsync(Pending, cancellationToken: cancellationToken);

    /// <summary>Notes workers whose writes wait for the import.</summary>
    public Task AddOpenAsync(IEnumerable<string> workers, CancellationToken cancellationToken) => NoteAsync(Open, workers, cancellationToken);

    /// <summary>Forgets workers whose writes wait no longer.</summary>
    public Task RemoveOpenAsync(IReadOnlyCollection<string> workers, CancellationToken cancellationToken) => table.DeleteAsync(Open, workers, cancellationToken);

    /// <summary>How many workers' writes wait for the import.</summary>
    public Task<int> CountOpenAsync(CancellationToken cancellationToken) => table.CountAsync(Open, cancellationToken: cancellationToken);

    /// <summary>The workers whose writes wait for the import.</summary>
    public IAsyncEnumerable<string> ScanOpenAsync(CancellationToken cancellationToken) => table.ScanKeysAsync(Open, cancellationToken: cancellationToken);

    /// <summary>Takes URNs for a worker's row.</summary>
    /// <param name="urns">Each URN with the worker that is to have it; the first one that names it counts.</param>
    /// <param name="cancellationToken">Cancels; URNs that were taken stay the worker's.</param>
    /// <returns>The worker that has each URN now.</returns>
    public async Task<Dictionary<string, string>> TakeNumbersAsync(IReadOnlyList<(string Urn, string Worker)> urns, CancellationToken cancellationToken)
    {
        var wanted = urns.Select(u => (Key: ContactLedger.NumberKey(PathOf(u.Urn)), u.Worker)).DistinctBy(u => u.Key).ToDictionary(u => u.Key, u => u.Worker);
        var written = await table.WriteAsync(Numbers, [.. wanted.Select(w => new Document(w.Key, SyncJson.Write(w.Value), null))], cancellationToken);
        var known = await table.FindManyAsync(Numbers, [.. written.Where(w => w.Value is null).Select(w => w.Key)], cancellationToken);
        return Owners(urns, key => known.TryGetValue(key, out var other) ? SyncJson.Read<string>(other.Content) : wanted[key]);
    }

    /// <summary>The workers whose rows have URNs.</summary>
    public async Task<Dictionary<string, string>> FindNumbersAsync(IReadOnlyList<string> urns, CancellationToken cancellationToken)
    {
        var known = await table.FindManyAsync(Numbers, [.. urns.Select(u => ContactLedger.NumberKey(PathOf(u))).Distinct()], cancellationToken);
        return Owners([.. urns.Select(u => (u, ""))], key => known.TryGetValue(key, out var other) ? SyncJson.Read<string>(other.Content) : null);
    }

    /// <summary>Forgets all numbers of the files, and workers that were never checked.</summary>
    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        await ClearAsync(Numbers, cancellationToken);
        await ClearAsync(Pending, cancellationToken);
    }

    private async Task ClearAsync(string partition, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        await foreach (var key in table.ScanKeysAsync(partition, cancellationToken: cancellationToken))
        {
            keys.Add(key);
            if (keys.Count == 1_000)
            {
                await table.DeleteAsync(partition, keys, cancellationToken);
                keys.Clear();
            }
        }

        await table.DeleteAsync(partition, keys, cancellationToken);
    }

    private static Dictionary<string, string> Owners(IReadOnlyList<(string Urn, string Worker)> urns, Func<string, string?> ownerOf)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (urn, _) in urns)
        {
            if (ownerOf(ContactLedger.NumberKey(PathOf(urn))) is { } owner)
            {
                owners[urn] = owner;
            }
        }

        return owners;
    }

    private static string PathOf(string urn) => urn[(urn.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private async Task NoteAsync(string partition, IEnumerable<string> workers, CancellationToken cancellationToken) =>
        await table.WriteAsync(partition, [.. workers.Distinct().Select(w => new Document(w, Nothing, Document.AnyVersion))], cancellationToken);
}
