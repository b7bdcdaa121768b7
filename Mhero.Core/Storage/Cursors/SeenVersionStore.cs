using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Storage.Cursors;

/// <summary>
/// The versions that a poller will show again, because its cursor is set back by an overlap, and that are already handled.
/// A row holds up to 4,000 versions, so that thousands cost a request or two.
/// </summary>
/// <param name="table">Where they are kept.</param>
public sealed class SeenVersionStore(DocumentTable table) : ISeenVersionStore
{
    private const int VersionsPerRow = 4_000;

    /// <summary>Remembers versions.</summary>
    /// <param name="poller">The poller's name.</param>
    /// <param name="versions">The versions; one that is known already does no harm.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Nothing.</returns>
    public async Task AddAsync(string poller, IReadOnlyCollection<SeenVersion> versions, CancellationToken cancellationToken = default)
    {
        // By age, so that a row is forgotten as a whole as early as possible. The key is new in every call: two readers
        // never meet on a row.
        var call = Guid.NewGuid().ToString("N");
        var rows = versions
            .OrderBy(v => v.Stamp)
            .Chunk(VersionsPerRow)
            .Select((chunk, i) => new Document($"{Age(chunk[^1].Stamp)}-{call}-{i}", SeenVersionSet.Pack(chunk)))
            .ToList();
        await table.WriteAsync(Partition(poller), rows, cancellationToken);
    }

    /// <summary>Reads what is remembered of a poller.</summary>
    /// <param name="poller">The poller's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The versions.</returns>
    public async Task<SeenVersionSet> LoadAsync(string poller, CancellationToken cancellationToken = default)
    {
        var set = new SeenVersionSet();
        await foreach (var row in table.ScanAsync(Partition(poller), null, cancellationToken))
        {
            set.Unpack(row.Content);
        }

        return set;
    }

    /// <summary>Forgets the rows of which every version is older than a time; a row with one younger version stays whole.</summary>
    /// <param name="poller">The poller's name.</param>
    /// <param name="before">The earliest time that the poller will still show.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Nothing.</returns>
    public async Task PruneAsync(string poller, DateTimeOffset before, CancellationToken cancellationToken = default)
    {
        var old = new List<string>();
        await foreach (var key in table.ScanKeysAsync(Partition(poller), null, Age(before), cancellationToken))
        {
            old.Add(key);
        }

        await table.DeleteAsync(Partition(poller), old, cancellationToken);
    }

    private static string Partition(string poller) => $"seen {poller}";

    private static string Age(DateTimeOffset stamp) => stamp.UtcTicks.ToString("D19", CultureInfo.InvariantCulture);
}
