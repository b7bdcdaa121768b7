using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace Mhero.MemoryStorage;

/// <summary>A client of all tables of an account in memory: their names, and a client of each.</summary>
internal sealed class MemoryTableServiceClient(MemoryAccount account) : TableServiceClient
{
    public override TableClient GetTableClient(string tableName) => account.Table(tableName);

    public override AsyncPageable<TableItem> QueryAsync(string? filter = null, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        filter is null
            ? AsyncPageable<TableItem>.FromPages(
                [Page<TableItem>.FromValues([.. account.TableNames().Select(name => TableModelFactory.TableItem(name, null, null, null))], null, new MemoryResponse(200))])
            : throw new NotSupportedException($"The filter is not one that mHero sends: {filter}");
}
