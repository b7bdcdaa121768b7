using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace Mhero.MemoryStorage;

/// <summary>A client of a table in memory. An operation that mHero does not use is not there and throws.</summary>
internal sealed class MemoryTableClient(MemoryTable table, IStorageGate gate) : TableClient
{
    private const int MaxPage = 1000;

    public override string Name => table.Name;

    public override Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) => gate.RunAsync(
        $"table {table.Name}: create",
        () => table.Create() ? Response.FromValue(TableModelFactory.TableItem(table.Name, null, null, null), new MemoryResponse(204)) : null!,
        cancellationToken);

    public override Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default) => gate.RunAsync<NullableResponse<T>>(
        $"table {table.Name}: get {partitionKey} {rowKey}",
        () => table.Find(partitionKey, rowKey) is { } row
            ? Response.FromValue((T)(object)row.Read(select?.ToList()), new MemoryResponse(200, row.ETag.ToString()))
            : new MissingEntity<T>(),
        cancellationToken);

    public override AsyncPageable<T> QueryAsync<T>(
        string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
    {
        var parsed = RowFilter.Parse(filter);
        var columns = select?.ToList();
        return new Pages<T>((from, size, token) => gate.RunAsync(
            $"table {table.Name}: query {filter}",
            () =>
            {
                var (rows, next) = table.Query(parsed, from, Math.Min(size ?? maxPerPage ?? MaxPage, MaxPage));
                return ((IReadOnlyList<T>)[.. rows.Select(r => (T)(object)r.Read(columns))], next);
            },
            token), cancellationToken);
    }

    public override Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        var actions = transactionActions.ToList();
        if (actions.Count == 0)
        {
            throw new InvalidOperationException("The transaction has no actions.");
        }

        return gate.RunAsync(
            $"table {table.Name}: transaction of {actions.Count} in {actions[0].Entity.PartitionKey}, first {actions[0].ActionType} {actions[0].Entity.RowKey}",
            () => Response.FromValue<IReadOnlyList<Response>>([.. table.Submit(actions).Select(etag => new MemoryResponse(204, etag))], new MemoryResponse(202)),
            cancellationToken);
    }

    public override Task<Response> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default) => gate.RunAsync<Response>(
        $"table {table.Name}: delete {partitionKey} {rowKey}",
        () =>
        {
            try
            {
                table.Delete(partitionKey, rowKey, ifMatch);
                return new MemoryResponse(204);
            }
            catch (RequestFailedException e) when (e.ErrorCode == TableErrorCode.ResourceNotFound)
            {
                // The SDK's own method answers so too.
                return new MemoryResponse(404);
            }
        },
        cancellationToken);

    private sealed class Pages<T>(
        Func<(string, string)?, int?, CancellationToken, Task<(IReadOnlyList<T>, (string, string)?)>> read, CancellationToken cancellationToken) : AsyncPageable<T>(cancellationToken)
        where T : notnull
    {
        private const char Separator = '\n';

        public override async IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
        {
            var from = continuationToken?.Split(Separator) is [var partition, var row] ? (partition, row) : ((string, string)?)null;
            do
            {
                var (values, next) = await read(from, pageSizeHint, CancellationToken).ConfigureAwait(false);
                yield return Page<T>.FromValues(values, next is { } key ? $"{key.Item1}{Separator}{key.Item2}" : null, new MemoryResponse(200));
                from = next;
            }
            while (from is not null);
        }

        public override async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        {
            await foreach (var page in AsPages().WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                foreach (var value in page.Values)
                {
                    yield return value;
                }
            }
        }
    }
}
