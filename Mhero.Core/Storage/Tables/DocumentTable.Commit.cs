using Azure;
using Azure.Data.Tables;

namespace Mhero.Core.Storage.Tables;

public sealed partial class DocumentTable
{
    /// <summary>Writes and deletes documents in one transaction: all of it, or nothing.</summary>
    /// <remarks>
    /// When the answer of a transaction that went through is lost, the SDK sends it again, and its conditions fail then. A caller
    /// therefore reads the documents again after a refusal; a content that names its writer shows whether the first sending was done.
    /// </remarks>
    /// <param name="partition">The partition.</param>
    /// <param name="writes">The documents, each on the condition of its <see cref="Document.Version"/>.</param>
    /// <param name="deletes">The keys of documents to delete whatever their version, and the versions of those that have a condition; a missing one refuses the transaction.</param>
    /// <param name="cancellationToken">Ends the wait; it is not known then whether it was done.</param>
    /// <returns>Null when all was done; otherwise the key whose condition failed.</returns>
    /// <exception cref="ArgumentException">The documents do not fit into one transaction (100 documents, 3.5 MB).</exception>
    internal async Task<string?> TryCommitAsync(
        string partition, IReadOnlyList<Document> writes, IReadOnlyList<(string Key, string? Version)> deletes, CancellationToken cancellationToken)
    {
        var partitionKey = TableKeys.Escape(partition);
        var rows = writes.Select(document => DocumentRow.For(partitionKey, document)).ToList();
        if (rows.Count + deletes.Count > DocumentRow.MaxRows || rows.Sum(row => row.PayloadBytes) > DocumentRow.MaxBytes)
        {
            throw new ArgumentException($"{rows.Count + deletes.Count} documents do not fit into one transaction.", nameof(writes));
        }

        await EnsureAsync(cancellationToken);
        var actions = rows.Select(row => row.Action).Concat(deletes.Select(delete => new TableTransactionAction(
            TableTransactionActionType.Delete, new TableEntity(partitionKey, TableKeys.Escape(delete.Key)), delete.Version is null ? ETag.All : new ETag(delete.Version))));
        try
        {
            await _table.SubmitTransactionAsync(actions, cancellationToken);
            return null;
        }
        catch (TableTransactionFailedException e) when (IsRefusal(e))
        {
            var at = e.FailedTransactionActionIndex!.Value;
            return at < rows.Count ? rows[at].Document.Key : deletes[at - rows.Count].Key;
        }
    }
}
