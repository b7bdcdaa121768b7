using System.Text.Json.Serialization.Metadata;

namespace Mhero.Core.Storage.Tables;

public sealed partial class DocumentTable
{
    // One writer wins each round, so this many rounds fail only when far more writers than an app has meet on one row.
    private const int MaxRounds = 60;

    /// <summary>Reads, changes and writes one document, and repeats when another writer changed it in between.</summary>
    /// <typeparam name="T">The type of the document's content.</typeparam>
    /// <param name="partition">The partition.</param>
    /// <param name="key">The key.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="change">
    /// From the present content (null for none) to the new content. Null, or the same object, writes nothing.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The content afterwards; null for none.</returns>
    internal async Task<T?> ChangeAsync<T>(
        string partition, string key, JsonTypeInfo<T> type, Func<T?, T?> change, CancellationToken cancellationToken)
        where T : class
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var document = await FindAsync(partition, key, cancellationToken);
            var before = document is null ? null : StorageJson.Read(document, type);
            var after = change(before);
            if (after is null || ReferenceEquals(before, after))
            {
                return before;
            }

            var content = StorageJson.Write(after, type);
            var written = await WriteAsync(partition, [new Document(key, content, document?.Version)], cancellationToken);
            if (written[key] is not null)
            {
                return after;
            }
        }

        throw new IOException($"The row '{key}' in '{partition}' was changed by others {MaxRounds} times in a row.");
    }
}
