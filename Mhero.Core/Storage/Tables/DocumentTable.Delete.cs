using Azure;
using Azure.Data.Tables;

namespace Mhero.Core.Storage.Tables;

public sealed partial class DocumentTable
{
    /// <summary>Deletes documents whatever their version; missing ones are fine.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="keys">The keys; a repeated one is deleted once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Nothing.</returns>
    public async Task DeleteAsync(string partition, IReadOnlyCollection<string> keys, CancellationToken cancellationToken = default)
    {
        if (keys.Count == 0)
        {
            return;
        }

        await EnsureAsync(cancellationToken);
        var partitionKey = TableKeys.Escape(partition);
        foreach (var chunk in keys.Distinct(StringComparer.Ordinal).Chunk(DocumentRow.MaxRows))
        {
            var rest = chunk.ToList();
            var misses = 0;
            while (rest.Count > 0)
            {
                try
                {
                    await _table.SubmitTransactionAsync(
                        rest.Select(key => new TableTransactionAction(
                            TableTransactionActionType.Delete, new TableEntity(partitionKey, TableKeys.Escape(key)), ETag.All)),
                        cancellationToken);
                    break;
                }
                catch (TableTransactionFailedException e) when (IsRefusal(e))
                {
                    var missing = rest[e.FailedTransactionActionIndex!.Value];
                    if (++misses > 1)
                    {
                        var there = await FindManyAsync(partition, rest, cancellationToken);
                        rest.RemoveAll(key => !there.ContainsKey(key));
                    }

                    rest.Remove(missing);
                }
            }
        }
    }

    /// <summary>Deletes one document if it still has the version.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="key">The key.</param>
    /// <param name="version">The version as read.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False if its version changed; true if it does not exist any more.</returns>
    public async Task<bool> TryDeleteAsync(string partition, string key, string version, CancellationToken cancellationToken = default)
    {
        await EnsureAsync(cancellationToken);
        try
        {
            await _table.DeleteEntityAsync(TableKeys.Escape(partition), TableKeys.Escape(key), new ETag(version), cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            return false;
        }
    }
}
