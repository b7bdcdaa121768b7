using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace Mhero.Core.Storage.Tables;

public sealed partial class DocumentTable
{
    /// <summary>Adds documents of which none may exist yet: a claim.</summary>
    /// <remarks>
    /// Up to 100 documents of together 3.5 MB go in one transaction: all or none. More are cut into several, in order;
    /// when a later one is refused, what the earlier ones added stays.
    /// An answer that got lost is settled by reading the rows back, and rows of equal content then count as mHero's own. So
    /// that two claimants can never both be right, let the content name its claimant.
    /// </remarks>
    /// <param name="partition">The partition.</param>
    /// <param name="documents">The documents, each key once; their versions are ignored.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The new version by key; null if any of them was there already.</returns>
    /// <exception cref="ArgumentException">A key occurs twice, or a document is too long.</exception>
    public async Task<IReadOnlyDictionary<string, string>?> TryAddAllAsync(
        string partition, IReadOnlyList<Document> documents, CancellationToken cancellationToken = default)
    {
        RefuseDuplicates(documents);
        var versions = new Dictionary<string, string>(documents.Count, StringComparer.Ordinal);
        var added = documents.Any(d => d.Version is not null) ? [.. documents.Select(d => d with { Version = null })] : documents;
        foreach (var rows in Transactions(partition, added))
        {
            var sends = new SendCounter();
            try
            {
                foreach (var (row, version) in rows.Zip(await SubmitAsync(rows, sends, cancellationToken)))
                {
                    versions[row.Document.Key] = version;
                }
            }
            catch (TableTransactionFailedException e) when (IsRefusal(e))
            {
                if (!sends.SentAgain)
                {
                    return null;
                }

                var stored = await FindManyAsync(partition, [.. rows.Select(r => r.Document.Key)], cancellationToken);
                foreach (var row in rows)
                {
                    if (!stored.TryGetValue(row.Document.Key, out var there) || there.Content != row.Document.Content)
                    {
                        return null;
                    }

                    versions[row.Document.Key] = there.Version!;
                }
            }
        }

        return versions;
    }

    /// <summary>
    /// Writes documents, each on the condition of its <see cref="Document.Version"/>; those whose condition fails are
    /// left out and the rest is written. Goes in transactions of up to 100 documents and 3.5 MB.
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="documents">The documents, each key once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>For each key the new version, or null where refused: it exists, its version changed, or it was deleted.</returns>
    /// <exception cref="ArgumentException">A key occurs twice, or a document is too long.</exception>
    public async Task<IReadOnlyDictionary<string, string?>> WriteAsync(
        string partition, IReadOnlyList<Document> documents, CancellationToken cancellationToken = default)
    {
        RefuseDuplicates(documents);
        var versions = new Dictionary<string, string?>(documents.Count, StringComparer.Ordinal);
        foreach (var rows in Transactions(partition, documents))
        {
            var refusals = 0;
            while (rows.Count > 0)
            {
                var sends = new SendCounter();
                try
                {
                    foreach (var (row, version) in rows.Zip(await SubmitAsync(rows, sends, cancellationToken)))
                    {
                        versions[row.Document.Key] = version;
                    }

                    break;
                }
                catch (TableTransactionFailedException e) when (IsRefusal(e))
                {
                    var before = rows.Count;
                    if (sends.SentAgain || ++refusals > 1)
                    {
                        // A refusal names one row only. From the second on, reading them all is cheaper than asking again.
                        await SettleAsync(partition, rows, sends.SentAgain, versions, cancellationToken);
                    }

                    if (rows.Count == before)
                    {
                        var refused = rows[e.FailedTransactionActionIndex!.Value];
                        versions[refused.Document.Key] = null;
                        rows.Remove(refused);
                    }
                }
            }
        }

        return versions;
    }

    private static IEnumerable<List<DocumentRow>> Transactions(string partition, IReadOnlyList<Document> documents) =>
        DocumentRow.Transactions(TableKeys.Escape(partition), documents);

    private async Task<IReadOnlyList<string>> SubmitAsync(List<DocumentRow> rows, SendCounter sends, CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken);
        using (sends.Begin())
        {
            var response = await _table.SubmitTransactionAsync(rows.Select(r => r.Action), cancellationToken);
            return [.. response.Value.Select(r => r.Headers.ETag?.ToString() ?? string.Empty)];
        }
    }

    /// <summary>Takes out of <paramref name="rows"/> the rows that an earlier sending wrote, and those that will be refused.</summary>
    private async Task SettleAsync(
        string partition, List<DocumentRow> rows, bool sentAgain, Dictionary<string, string?> versions, CancellationToken cancellationToken)
    {
        var stored = await FindManyAsync(partition, [.. rows.Select(r => r.Document.Key)], cancellationToken);
        rows.RemoveAll(row =>
        {
            var ours = row.Document;
            var there = stored.GetValueOrDefault(ours.Key);
            if (sentAgain && there is not null && there.Content == ours.Content)
            {
                versions[ours.Key] = there.Version;
                return true;
            }

            var refused = ours.Version switch
            {
                null => there is not null,
                Document.AnyVersion => false,
                var version => there is null || !IsSame(version, there.Version!),
            };
            if (refused)
            {
                versions[ours.Key] = null;
            }

            return refused;
        });
    }

    // One comes from a header, the other from a JSON body; a service may escape the colons of its date in one of them.
    private static bool IsSame(string one, string other) => Uri.UnescapeDataString(one) == Uri.UnescapeDataString(other);

    private static bool IsRefusal(TableTransactionFailedException e) =>
        e.FailedTransactionActionIndex is not null
        && (e.Status == 412
            || (e.Status == 409 && e.ErrorCode == TableErrorCode.EntityAlreadyExists)
            || (e.Status == 404 && e.ErrorCode == TableErrorCode.ResourceNotFound));

    private static void RefuseDuplicates(IReadOnlyList<Document> documents)
    {
        var keys = new HashSet<string>(documents.Count, StringComparer.Ordinal);
        foreach (var document in documents)
        {
            if (!keys.Add(document.Key))
            {
                throw new ArgumentException($"The key '{document.Key}' occurs twice in one call.", nameof(documents));
            }
        }
    }
}
