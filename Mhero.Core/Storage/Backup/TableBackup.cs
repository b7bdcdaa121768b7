using Azure;
using Azure.Data.Tables;

namespace Mhero.Core.Storage.Backup;

/// <summary>
/// Copies mHero's tables into a stream, and back. Azure has no backup of tables. Rows are copied one page after another, so
/// an app that runs at the same time changes some of them before and some after: stop it first.
/// </summary>
public sealed class TableBackup
{
    private const int MaxRows = 100;

    // A transaction may have 4 MiB; a row's text is longer in the request than here.
    private const int MaxCharacters = 1_000_000;

    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly TableServiceClient _tables;
    private readonly string _prefix;

    /// <summary>Takes the tables of a storage account.</summary>
    /// <param name="account">The storage account.</param>
    /// <param name="options">The prefix of the tables.</param>
    public TableBackup(StorageAccount account, IOptions<StorageOptions> options)
        : this(account.CreateTables(retries: 5), options.Value.TablePrefix)
    {
    }

    /// <summary>Takes tables whose names begin with a prefix.</summary>
    internal TableBackup(TableServiceClient tables, string prefix) => (_tables, _prefix) = (tables, prefix);

    /// <summary>Writes all rows of all tables whose names begin with the prefix: JSON, a line each, in UTF-8.</summary>
    /// <param name="to">The stream to write to; left open.</param>
    /// <param name="cancellationToken">Ends it; the backup then has no last line, and a restore refuses it.</param>
    /// <returns>How many rows were written.</returns>
    public async Task<long> WriteAsync(Stream to, CancellationToken cancellationToken = default)
    {
        await using var writer = new StreamWriter(to, leaveOpen: true);
        await WriteLineAsync(writer, new BackupLine { Format = BackupLine.CurrentFormat }, cancellationToken);
        var rows = 0L;
        foreach (var name in await NamesAsync(cancellationToken))
        {
            await foreach (var entity in _tables.GetTableClient(name).QueryAsync<TableEntity>(cancellationToken: cancellationToken))
            {
                await WriteLineAsync(writer, Line(name[_prefix.Length..], entity), cancellationToken);
                rows++;
            }
        }

        await WriteLineAsync(writer, new BackupLine { Rows = rows }, cancellationToken);
        return rows;
    }

    /// <summary>Writes a backup's rows into tables with the prefix, which are made where they are missing and have to be empty.</summary>
    /// <param name="from">A backup that <see cref="WriteAsync"/> wrote; it is read twice, from its beginning.</param>
    /// <param name="cancellationToken">Ends it; a part of the rows is then restored.</param>
    /// <returns>How many rows were restored.</returns>
    /// <exception cref="BackupException">The backup is not complete, or the tables have rows already. Nothing was written.</exception>
    public async Task<long> RestoreAsync(Stream from, CancellationToken cancellationToken = default)
    {
        from.Position = 0;
        var rows = await CheckAsync(from, cancellationToken);
        await RefuseUnlessEmptyAsync(cancellationToken);
        from.Position = 0;
        var batch = new List<BackupLine>();
        var made = new HashSet<string>(StringComparer.Ordinal);
        var characters = 0;
        await foreach (var (line, length) in LinesAsync(from, cancellationToken))
        {
            if (line.Table is null)
            {
                continue;
            }

            if (batch.Count > 0 && (batch.Count == MaxRows || characters + length > MaxCharacters
                || batch[0].Table != line.Table || batch[0].Partition != line.Partition))
            {
                await StoreAsync(batch, made, cancellationToken);
                batch.Clear();
                characters = 0;
            }

            batch.Add(line);
            characters += length;
        }

        await StoreAsync(batch, made, cancellationToken);
        return rows;
    }

    private static BackupLine Line(string table, TableEntity entity) => new()
    {
        Table = table,
        Partition = entity.PartitionKey,
        Row = entity.RowKey,
        Values = entity
            .Where(p => p.Value is not null && p.Key is not ("odata.etag" or nameof(TableEntity.PartitionKey) or nameof(TableEntity.RowKey) or nameof(TableEntity.Timestamp)))
            .ToDictionary(p => p.Key, p => BackupValue.Write(p.Value)),
    };

    private static Task WriteLineAsync(StreamWriter writer, BackupLine line, CancellationToken cancellationToken) =>
        writer.WriteLineAsync(JsonSerializer.Serialize(line, Json).AsMemory(), cancellationToken);

    private static async IAsyncEnumerable<(BackupLine Line, int Length)> LinesAsync(
        Stream from, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(from, leaveOpen: true);
        while (await reader.ReadLineAsync(cancellationToken) is { } text)
        {
            yield return (JsonSerializer.Deserialize<BackupLine>(text, Json) ?? new BackupLine(), text.Length);
        }
    }

    private static TableEntity Entity(BackupLine line)
    {
        var entity = new TableEntity(line.Partition ?? throw new FormatException("A row has a partition."), line.Row ?? throw new FormatException("A row has a key."));
        foreach (var (name, value) in line.Values ?? [])
        {
            entity[name] = BackupValue.Read(value);
        }

        return entity;
    }

    /// <summary>Reads it all before anything is written.</summary>
    private static async Task<long> CheckAsync(Stream from, CancellationToken cancellationToken)
    {
        var (rows, said, isFirst) = (0L, (long?)null, true);
        try
        {
            await foreach (var (line, _) in LinesAsync(from, cancellationToken))
            {
                if (isFirst && line.Format != BackupLine.CurrentFormat)
                {
                    throw new BackupException("The file is not a backup of mHero's tables, or is one of another version.");
                }

                isFirst = false;
                said = line.Rows ?? said;
                if (line.Table is not null)
                {
                    _ = Entity(line);
                    rows++;
                }
            }
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException)
        {
            throw new BackupException($"The backup is damaged after {rows} rows: take another one.", e);
        }

        return said == rows ? rows : throw new BackupException("The backup is not whole: its last line, which counts the rows, is missing or does not agree. Take another one.");
    }

    private async Task<List<string>> NamesAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var table in _tables.QueryAsync(cancellationToken: cancellationToken))
        {
            if (table.Name.StartsWith(_prefix, StringComparison.OrdinalIgnoreCase) && table.Name.Length > _prefix.Length)
            {
                names.Add(table.Name);
            }
        }

        return names;
    }

    private async Task RefuseUnlessEmptyAsync(CancellationToken cancellationToken)
    {
        foreach (var name in await NamesAsync(cancellationToken))
        {
            await foreach (var _ in _tables.GetTableClient(name).QueryAsync<TableEntity>(maxPerPage: 1, select: [nameof(TableEntity.RowKey)], cancellationToken: cancellationToken))
            {
                throw new BackupException($"The table {name} has rows. Restore under a prefix that no table has, and give the app the same one: Mhero__Storage__TablePrefix.");
            }
        }
    }

    private async Task StoreAsync(List<BackupLine> batch, HashSet<string> made, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
        {
            return;
        }

        var table = _tables.GetTableClient(_prefix + batch[0].Table);
        if (made.Add(table.Name))
        {
            await table.CreateIfNotExistsAsync(cancellationToken);
        }

        // A repeat by the SDK of what went through already changes nothing.
        await table.SubmitTransactionAsync(batch.Select(line => new TableTransactionAction(TableTransactionActionType.UpsertReplace, Entity(line), ETag.All)), cancellationToken);
    }
}
