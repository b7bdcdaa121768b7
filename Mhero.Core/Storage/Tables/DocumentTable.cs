using System.Collections.Concurrent;
using Azure.Data.Tables;

namespace Mhero.Core.Storage.Tables;

/// <summary>
/// JSON documents in one Azure table, in partitions, each with a version. Reads are point reads and scans; writes are
/// transactions of up to 100 rows, because batches are what makes table storage fast. The table is made on first use.
/// Keys and partitions are any text; they are escaped where Azure Tables forbids a character.
/// </summary>
/// <remarks>
/// Passing faults (throttling, dropped connections) are repeated by the SDK. What remains is thrown; a call may then
/// have been carried out in part or in full.
/// </remarks>
/// <param name="clients">Gives the table's client.</param>
/// <param name="name">The table's name after the prefix; letters and digits.</param>
public sealed partial class DocumentTable(IStorageClients clients, string name)
{
    private const int ParallelReads = 16;
    private static readonly string[] KeyColumn = [nameof(TableEntity.RowKey)];

    private readonly TableClient _table = clients.Table(name);
    private readonly Lock _lock = new();
    private volatile Task? _creation;

    /// <summary>Reads one document.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The document with its version; null if there is none.</returns>
    public async Task<Document?> FindAsync(string partition, string key, CancellationToken cancellationToken = default)
    {
        if (!TableKeys.IsPossible(key))
        {
            return null;
        }

        await EnsureAsync(cancellationToken);
        return await ReadAsync(TableKeys.Escape(partition), key, cancellationToken);
    }

    /// <summary>Reads documents by key, up to 16 at a time.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="keys">The keys; a repeated one is read once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Those that exist, by key and in the order of the keys.</returns>
    public async Task<IReadOnlyDictionary<string, Document>> FindManyAsync(
        string partition, IReadOnlyCollection<string> keys, CancellationToken cancellationToken = default)
    {
        var found = new ConcurrentDictionary<string, Document>(StringComparer.Ordinal);
        if (keys.Count > 0)
        {
            await EnsureAsync(cancellationToken);
            var partitionKey = TableKeys.Escape(partition);
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(keys.Distinct(StringComparer.Ordinal).Where(TableKeys.IsPossible), parallel, async (key, token) =>
            {
                if (await ReadAsync(partitionKey, key, token) is { } document)
                {
                    found[key] = document;
                }
            });
        }

        return keys.Distinct(StringComparer.Ordinal).Where(found.ContainsKey).ToDictionary(key => key, key => found[key], StringComparer.Ordinal);
    }

    /// <summary>Reads a partition, or the part of it whose keys begin alike, page by page in the order of the escaped keys.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="keyPrefix">The prefix of the keys; null or empty for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The documents. Rows written or deleted while the scan runs may or may not be among them.</returns>
    public IAsyncEnumerable<Document> ScanAsync(
        string partition, string? keyPrefix = null, CancellationToken cancellationToken = default) =>
        ScanPagesAsync(partition, keyPrefix, null, cancellationToken);

    /// <summary>As <see cref="ScanAsync"/>, with the number of rows in a request, for callers who mean to stop early.</summary>
    internal async IAsyncEnumerable<Document> ScanPagesAsync(
        string partition, string? keyPrefix, int? pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken);
        var prefix = string.IsNullOrEmpty(keyPrefix) ? string.Empty : TableKeys.Escape(keyPrefix);

        // Only the ASCII part goes into the filter: the character after any other one may not exist.
        var ascii = prefix.AsSpan(0, prefix.AsSpan().IndexOfAnyExceptInRange('!', '}') is var end and >= 0 ? end : prefix.Length);
        var filter = ascii.IsEmpty
            ? Range(partition, null, null)
            : Range(partition, ascii.ToString(), string.Concat(ascii[..^1], [(char)(ascii[^1] + 1)]));
        await foreach (var entity in _table.QueryAsync<TableEntity>(filter, pageSize, null, cancellationToken))
        {
            if (entity.RowKey.StartsWith(prefix, StringComparison.Ordinal))
            {
                yield return DocumentRow.Read(entity);
            }
        }
    }

    /// <summary>Reads the documents from one key to another, in the order of the escaped keys.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="from">The first key wanted, compared as escaped.</param>
    /// <param name="before">The first key no longer wanted, compared as escaped.</param>
    /// <param name="pageSize">Rows in a request, a thousand at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async IAsyncEnumerable<Document> ScanRangeAsync(
        string partition, string from, string before, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken);
        var filter = Range(partition, TableKeys.Escape(from), TableKeys.Escape(before));
        await foreach (var entity in _table.QueryAsync<TableEntity>(filter, pageSize, null, cancellationToken))
        {
            yield return DocumentRow.Read(entity);
        }
    }

    /// <summary>Reads only the keys of a partition, a thousand in a request.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="from">The first key wanted; null for all from the start. Compared as escaped.</param>
    /// <param name="before">The first key no longer wanted; null for all to the end. Compared as escaped.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The keys.</returns>
    public async IAsyncEnumerable<string> ScanKeysAsync(
        string partition, string? from = null, string? before = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await EnsureAsync(cancellationToken);
        var filter = Range(
            partition, from is null ? null : TableKeys.Escape(from), before is null ? null : TableKeys.Escape(before));
        await foreach (var entity in _table.QueryAsync<TableEntity>(filter, null, KeyColumn, cancellationToken))
        {
            yield return TableKeys.Unescape(entity.RowKey);
        }
    }

    /// <summary>Counts a partition by reading its keys, a thousand in a request.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="most">Ends the counting at this number.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The number of documents; <paramref name="most"/> for as many and more.</returns>
    public async Task<int> CountAsync(string partition, int most = int.MaxValue, CancellationToken cancellationToken = default)
    {
        var count = 0;
        await foreach (var _ in ScanKeysAsync(partition, cancellationToken: cancellationToken))
        {
            if (++count == most)
            {
                break;
            }
        }

        return count;
    }

    private static string Range(string partition, string? from, string? before)
    {
        var filter = new StringBuilder(TableClient.CreateQueryFilter($"PartitionKey eq {TableKeys.Escape(partition)}"));
        if (from is not null)
        {
            filter.Append(" and ").Append(TableClient.CreateQueryFilter($"RowKey ge {from}"));
        }

        if (before is not null)
        {
            filter.Append(" and ").Append(TableClient.CreateQueryFilter($"RowKey lt {before}"));
        }

        return filter.ToString();
    }

    private async Task<Document?> ReadAsync(string partitionKey, string key, CancellationToken cancellationToken)
    {
        var response = await _table.GetEntityIfExistsAsync<TableEntity>(
            partitionKey, TableKeys.Escape(key), cancellationToken: cancellationToken);
        return response.HasValue ? DocumentRow.Read(response.Value!) : null;
    }

    // The creation is shared by all who wait for it, so it ends with no single caller's token; a failed one is not kept.
    private Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (_creation is { IsCompletedSuccessfully: true })
        {
            return Task.CompletedTask;
        }

        lock (_lock)
        {
            if (_creation is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _creation = _table.CreateIfNotExistsAsync(CancellationToken.None);
            }

            return _creation.WaitAsync(cancellationToken);
        }
    }
}
