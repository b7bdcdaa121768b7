using Azure.Data.Tables;

namespace Mhero.Core.Storage.Tables;

public sealed partial class DocumentTable
{
    /// <summary>So few keys are read one by one.</summary>
    private const int FewKeys = 3;

    /// <summary>
    /// Reads documents by key from a partition that has one for few of the keys, such as issues of workers. One request reads what is stored
    /// between the first and the last key; keys behind its thousandth row are read one by one.
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="keys">The keys; a repeated one is read once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Those that exist, by key.</returns>
    public async Task<IReadOnlyDictionary<string, Document>> FindSparseAsync(string partition, IReadOnlyCollection<string> keys, CancellationToken cancellationToken = default)
    {
        var wanted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in keys.Where(TableKeys.IsPossible))
        {
            wanted[TableKeys.Escape(key)] = key;
        }

        if (wanted.Count < FewKeys)
        {
            return await FindManyAsync(partition, wanted.Values, cancellationToken);
        }

        await EnsureAsync(cancellationToken);
        var filter = $"{Range(partition, wanted.Keys.First(), null)} and {TableClient.CreateQueryFilter($"RowKey le {wanted.Keys.Last()}")}";
        var found = new Dictionary<string, Document>(StringComparer.Ordinal);
        string? last = null;
        await foreach (var page in _table.QueryAsync<TableEntity>(filter, null, null, cancellationToken).AsPages())
        {
            foreach (var entity in page.Values.Where(e => wanted.ContainsKey(e.RowKey)))
            {
                found[wanted[entity.RowKey]] = DocumentRow.Read(entity);
            }

            if (page.ContinuationToken is null)
            {
                return found;
            }

            last = page.Values is [.., var end] ? end.RowKey : null;
            break;
        }

        var rest = wanted.Where(w => last is null || string.CompareOrdinal(w.Key, last) > 0).Select(w => w.Value).ToList();
        foreach (var (key, document) in await FindManyAsync(partition, rest, cancellationToken))
        {
            found[key] = document;
        }

        return found;
    }
}
