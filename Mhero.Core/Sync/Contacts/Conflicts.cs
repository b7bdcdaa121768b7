using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Storage.Retention;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts;

/// <summary>The last conflict of each attribute of each worker, with both values, so that a person can correct a wrong decision.</summary>
public sealed class Conflicts(DocumentTable table, IOptions<RetentionOptions> options, TimeProvider time) : IRetention
{
    internal const string Partition = "conflict";

    /// <summary>Keeps conflicts; a later one of the same attribute replaces the earlier.</summary>
    /// <param name="worker">The worker's reference.</param>
    /// <param name="conflicts">The conflicts, as the merge decided them.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public Task RecordAsync(string worker, IReadOnlyList<MergeConflict> conflicts, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return table.WriteAsync(
            Partition,
            [.. conflicts.Select(c => new Document(
                $"{worker}#{c.Attribute}",
                SyncJson.Write(new ConflictRecord(worker, c.Attribute, c.RegistryValue, c.RapidProValue, c.Winner.ToString(), now)),
                Document.AnyVersion))],
            cancellationToken);
    }

    string IRetention.Name => "conflicts";

    async Task<int> IRetention.PurgeAsync(Func<bool> isSpent, CancellationToken cancellationToken)
    {
        var (before, removed) = (time.GetUtcNow() - options.Value.Conflicts, 0);
        await foreach (var document in table.ScanAsync(Partition, null, cancellationToken))
        {
            if (isSpent())
            {
                break;
            }

            removed += SyncJson.Read<ConflictRecord>(document.Content).At < before && await table.TryDeleteAsync(Partition, document.Key, document.Version!, cancellationToken) ? 1 : 0;
        }

        return removed;
    }

    /// <summary>The conflicts on record, the latest first; those of the first 10,000 rows when there are more.</summary>
    /// <param name="max">At most so many.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public Task<IReadOnlyList<ConflictRecord>> ListAsync(int max, CancellationToken cancellationToken) => LatestItems.OfAsync(
        table.ScanAsync(Partition, null, cancellationToken).Take(LatestItems.LookedAt).Select(document => SyncJson.Read<ConflictRecord>(document.Content)),
        max,
        conflict => conflict.At,
        cancellationToken);

    /// <summary>How many conflicts are on record; 10,000 for as many and more.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    public Task<int> CountAsync(CancellationToken cancellationToken) => table.CountAsync(Partition, LatestItems.LookedAt, cancellationToken);
}
