using Mhero.Core.Messaging.Requests;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Messaging.Outbox;

/// <summary>
/// The requests in the order of their creation. A row is written before its request counts as taken, so every request has one; a row whose
/// request was given up, or prepared again at another time, is left out by readers.
/// </summary>
internal sealed class RequestIndex([FromKeyedServices(OutboxTable.Table)] DocumentTable table)
{
    private const string Partition = "requests-by-time";
    private const string Requests = "requests";

    /// <summary>Sorts before all rows, and says that the requests of earlier versions of mHero have their row.</summary>
    private const string Marker = "!";
    private const string Past = "~";

    private volatile bool _isWhole;

    /// <summary>Adds a request.</summary>
    public Task AddAsync(RequestRow row, CancellationToken cancellationToken) =>
        table.WriteAsync(Partition, [new Document(KeyOf(row), "{}", Document.AnyVersion)], cancellationToken);

    /// <summary>Lists requests, the latest first.</summary>
    /// <param name="max">How many at most.</param>
    /// <param name="after">The position behind which the page begins; null for the first page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The requests, and the position of the next page; null after the last one.</returns>
    public async Task<(IReadOnlyList<RequestRow> Rows, string? Next)> ListAsync(int max, string? after, CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken);
        var keys = await table.ScanKeysAsync(Partition, after is null ? "0" : after + "0", Past, cancellationToken).Take(max + 1).ToListAsync(cancellationToken);
        var wanted = keys.Take(max).ToList();
        var found = await table.FindManyAsync(Requests, [.. wanted.Select(IdOf)], cancellationToken);
        var rows = wanted.Select(key => found.TryGetValue(IdOf(key), out var document) ? SyncJson.Read<RequestRow>(document.Content) : null)
            .Zip(wanted, (row, key) => row is { State: not RequestState.Preparing } && KeyOf(row) == key ? row : null);
        return ([.. rows.OfType<RequestRow>()], keys.Count > max ? wanted[^1] : null);
    }

    /// <summary>The keys of requests that were created before a time.</summary>
    public async IAsyncEnumerable<string> OlderThanAsync(DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken);
        await foreach (var key in table.ScanKeysAsync(Partition, TimeOf(before), Past, cancellationToken))
        {
            yield return key;
        }
    }

    /// <summary>The request of a key.</summary>
    public static Guid RequestOf(string key) => Guid.Parse(IdOf(key));

    /// <summary>Removes a row.</summary>
    public Task RemoveAsync(string key, CancellationToken cancellationToken) => table.DeleteAsync(Partition, [key], cancellationToken);

    private static string KeyOf(RequestRow row) => $"{TimeOf(row.CreatedAt)}|{row.Id}";

    private static string TimeOf(DateTimeOffset at) => (DateTimeOffset.MaxValue.UtcTicks - at.UtcTicks).ToString("x16", CultureInfo.InvariantCulture);

    private static string IdOf(string key) => key[(key.IndexOf('|', StringComparison.Ordinal) + 1)..];

    /// <summary>Adds the requests of earlier versions of mHero, once; it may be interrupted.</summary>
    private async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (_isWhole)
        {
            return;
        }

        if (await table.FindAsync(Partition, Marker, cancellationToken) is null)
        {
            await foreach (var document in table.ScanAsync(Requests, null, cancellationToken))
            {
                if (SyncJson.Read<RequestRow>(document.Content) is { State: not RequestState.Preparing } row)
                {
                    await AddAsync(row, cancellationToken);
                }
            }

            await table.WriteAsync(Partition, [new Document(Marker, "{}", Document.AnyVersion)], cancellationToken);
        }

        _isWhole = true;
    }
}
