using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Groups.Ledger;

/// <summary>
/// Rows of one kind, several to a document. When a whole workforce changes groups, each row on its own would be a request to
/// read and a part of another to write; packed, twenty thousand are some thirty requests. A few rows cost the same as
/// single documents.
/// </summary>
/// <typeparam name="TRow">A row.</typeparam>
/// <param name="table">Where they are kept.</param>
/// <param name="partition">The partition.</param>
/// <param name="prefix">Distinguishes the documents of this kind from others.</param>
internal sealed class PackedRows<TRow>(DocumentTable table, string partition, string prefix)
    where TRow : class
{
    /// <summary>
    /// Stored rows are found by it, so it must never change. A document holds 450,000 characters, and a contact in five groups
    /// takes about 350: enough for two million contacts.
    /// </summary>
    private const int Documents = 2_048;

    // Reading so many that follow each other costs no more than reading a single one.
    private const int ScannedPerLookup = 8;

    // A thousand would be allowed, and a dozen batches at once would fill the memory with them.
    private const int DocumentsPerRead = 200;

    // What one request to the table can hold.
    private const int DocumentsPerWrite = 100;

    // One writer wins each round, so this many rounds fail only when far more writers than an app has meet on one document.
    private const int MaxRounds = 60;

    /// <summary>Number of the document that a row is in: items that are handled together should be sorted by it.</summary>
    public static int PlaceOf(string key)
    {
        // FNV-1a: the same in every process, which string.GetHashCode is not.
        var hash = 2_166_136_261u;
        foreach (var character in key)
        {
            hash = unchecked((hash ^ character) * 16_777_619u);
        }

        return (int)((hash ^ (hash >> 16)) % Documents);
    }

    /// <summary>All rows.</summary>
    public async IAsyncEnumerable<(string Key, TRow Row)> AllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var document in table.ScanPagesAsync(partition, prefix, DocumentsPerRead, cancellationToken))
        {
            foreach (var (key, row) in Unpack(document))
            {
                yield return (key, row);
            }
        }
    }

    /// <summary>The rows of some keys; keys without a row are left out.</summary>
    public async Task<Dictionary<string, TRow>> FindAsync(IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var wanted = keys.ToHashSet(StringComparer.Ordinal);
        var found = new Dictionary<string, TRow>(StringComparer.Ordinal);
        await foreach (var document in ReadAsync([.. wanted.Select(PlaceOf)], cancellationToken))
        {
            foreach (var (key, row) in Unpack(document).Where(r => wanted.Contains(r.Key)))
            {
                found[key] = row;
            }
        }

        return found;
    }

    /// <summary>
    /// Changes rows, each only if its version is unchanged, else again from the newer row. A row that comes out as
    /// it was is not written.
    /// </summary>
    /// <param name="keys">Which rows.</param>
    /// <param name="change">From the row as it is, null for a missing one, to the new row; null leaves it.</param>
    /// <param name="cancellationToken">Cancels; some are changed then.</param>
    /// <returns>The rows as they now are; keys without a row are left out.</returns>
    /// <exception cref="TimeoutException">Others change the rows faster than they can be written.</exception>
    public async Task<Dictionary<string, TRow>> ChangeAsync(IEnumerable<string> keys, Func<string, TRow?, TRow?> change, CancellationToken cancellationToken)
    {
        var result = new Dictionary<string, TRow>(StringComparer.Ordinal);
        await RewriteAsync(
            keys,
            (key, rows) =>
            {
                var before = rows.GetValueOrDefault(key);
                if ((change(key, before) ?? before) is { } after)
                {
                    rows[key] = result[key] = after;
                }
            },
            cancellationToken);
        return result;
    }

    /// <summary>Deletes rows; missing ones are fine.</summary>
    public Task ForgetAsync(IEnumerable<string> keys, CancellationToken cancellationToken) =>
        RewriteAsync(keys, (key, rows) => rows.Remove(key), cancellationToken);

    private async Task RewriteAsync(IEnumerable<string> keys, Action<string, SortedDictionary<string, TRow>> rewrite, CancellationToken cancellationToken)
    {
        var open = keys.Distinct(StringComparer.Ordinal).ToLookup(DocumentOf).ToDictionary(k => k.Key, k => k.ToList());
        for (var round = 0; open.Count > 0; round++)
        {
            if (round == MaxRounds)
            {
                throw new TimeoutException("Rows of groups are changed by others faster than they can be written.");
            }

            var writes = new List<Document>();
            var refused = new List<string>();
            var missing = open.Keys.ToHashSet(StringComparer.Ordinal);
            await foreach (var document in ReadAsync([.. open.Values.Select(keys => PlaceOf(keys[0]))], cancellationToken))
            {
                missing.Remove(document.Key);
                await RewriteAsync(document.Key, document);
            }

            foreach (var name in missing)
            {
                await RewriteAsync(name, null);
            }

            await WriteAsync();
            open = refused.ToDictionary(r => r, r => open[r]);

            async Task RewriteAsync(string name, Document? document)
            {
                var rows = Unpack(document);
                open[name].ForEach(key => rewrite(key, rows));
                var content = SyncJson.Write(rows);
                if (content != document?.Content && (document is not null || rows.Count > 0))
                {
                    writes.Add(new(name, content, document?.Version));
                    if (writes.Count == DocumentsPerWrite)
                    {
                        await WriteAsync();
                    }
                }
            }

            async Task WriteAsync()
            {
                if (writes.Count > 0)
                {
                    refused.AddRange((await table.WriteAsync(partition, writes, cancellationToken)).Where(w => w.Value is null).Select(w => w.Key));
                    writes.Clear();
                }
            }
        }
    }

    private string DocumentOf(string key) => DocumentAt(PlaceOf(key));

    private string DocumentAt(int place) => $"{prefix}{place:x3}";

    /// <summary>Documents one after the other, not all of them in memory.</summary>
    private async IAsyncEnumerable<Document> ReadAsync(HashSet<int> places, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (places.Count == 0)
        {
            yield break;
        }

        var documents = places.Select(DocumentAt).ToHashSet(StringComparer.Ordinal);
        var (first, last) = (places.Min(), places.Max());
        if (last - first >= ScannedPerLookup * places.Count)
        {
            foreach (var document in (await table.FindManyAsync(partition, documents, cancellationToken)).Values)
            {
                yield return document;
            }

            yield break;
        }

        await foreach (var document in table.ScanRangeAsync(partition, DocumentAt(first), DocumentAt(last + 1), DocumentsPerRead, cancellationToken))
        {
            if (documents.Contains(document.Key))
            {
                yield return document;
            }
        }
    }

    /// <summary>In the order of the keys, so that the same rows are the same text.</summary>
    private static SortedDictionary<string, TRow> Unpack(Document? document) =>
        document is null ? new(StringComparer.Ordinal) : new(SyncJson.Read<Dictionary<string, TRow>>(document.Content), StringComparer.Ordinal);
}
