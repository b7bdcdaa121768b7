using Azure.Data.Tables;
using Mhero.Core.Storage;
using Mhero.Core.Storage.Backup;
using Mhero.EndToEnd.Tests.Fixtures;

namespace Mhero.EndToEnd.Tests.Storage;

[Collection(StorageTestGroup.Name)]
public sealed class TableBackupTests(AzuriteFixture fixture)
{
    private readonly string _prefix = AzuriteFixture.UniqueName("b");

    [Fact]
    public async Task RestoreAsync_UnderAnotherPrefix_HasEveryRowWithItsTypes()
    {
        var tables = new TableServiceClient(fixture.ConnectionString);
        await FillAsync(tables, "state", 250);
        await FillAsync(tables, "outbox", 3);
        using var file = new MemoryStream();

        var written = await Backup(_prefix).WriteAsync(file);
        var restored = await Backup($"{_prefix}r").RestoreAsync(file);

        Assert.Equal((253, 253), (written, restored));
        Assert.Equal(await RowsAsync(tables, $"{_prefix}state"), await RowsAsync(tables, $"{_prefix}rstate"));
        Assert.Equal(await RowsAsync(tables, $"{_prefix}outbox"), await RowsAsync(tables, $"{_prefix}routbox"));
    }

    [Fact]
    public async Task RestoreAsync_RowsThatAreLarge_FitIntoTheirRequests()
    {
        var tables = new TableServiceClient(fixture.ConnectionString);
        var table = tables.GetTableClient($"{_prefix}state");
        await table.CreateAsync();
        for (var i = 0; i < 12; i++)
        {
            var row = new TableEntity("large", $"{i:00}");
            for (var property = 0; property < 10; property++)
            {
                row[$"P{property}"] = new string((char)('a' + property), 30_000);
            }

            await table.AddEntityAsync(row);
        }

        using var file = new MemoryStream();
        await Backup(_prefix).WriteAsync(file);

        Assert.Equal(12, await Backup($"{_prefix}r").RestoreAsync(file));
        Assert.Equal(await RowsAsync(tables, $"{_prefix}state"), await RowsAsync(tables, $"{_prefix}rstate"));
    }

    [Fact]
    public async Task RestoreAsync_TablesWithRows_RefusesAndChangesNothing()
    {
        var tables = new TableServiceClient(fixture.ConnectionString);
        await FillAsync(tables, "state", 2);
        using var file = new MemoryStream();
        await Backup(_prefix).WriteAsync(file);
        var before = await RowsAsync(tables, $"{_prefix}state");

        var refused = await Assert.ThrowsAsync<BackupException>(() => Backup(_prefix).RestoreAsync(file));

        Assert.Contains("Mhero__Storage__TablePrefix", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await RowsAsync(tables, $"{_prefix}state"));
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("line missing")]
    [InlineData("not json")]
    [InlineData("another file")]
    [InlineData("wrong type")]
    [InlineData("empty")]
    public async Task RestoreAsync_NotAWholeBackup_RefusesAndWritesNothing(string damage)
    {
        var tables = new TableServiceClient(fixture.ConnectionString);
        await FillAsync(tables, "state", 3);
        using var file = new MemoryStream();
        await Backup(_prefix).WriteAsync(file);
        var lines = Encoding.UTF8.GetString(file.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var damaged = damage switch
        {
            "cut" => lines[..^1],
            "line missing" => [lines[0], .. lines[2..]],
            "not json" => [lines[0], lines[1][..^5], .. lines[2..]],
            "another file" => ["{}", .. lines[1..]],
            "wrong type" => [lines[0], lines[1].Replace("\"Int32\"", "\"Number\"", StringComparison.Ordinal), .. lines[2..]],
            _ => [],
        };

        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', damaged)));
        await Assert.ThrowsAsync<BackupException>(() => Backup($"{_prefix}r").RestoreAsync(stream));

        Assert.Empty(await NamesAsync(tables, $"{_prefix}r"));
    }

    private static async Task<List<string>> NamesAsync(TableServiceClient tables, string prefix)
    {
        var names = new List<string>();
        await foreach (var table in tables.QueryAsync())
        {
            if (table.Name.StartsWith(prefix, StringComparison.Ordinal))
            {
                names.Add(table.Name);
            }
        }

        return names;
    }

    private static async Task<List<string>> RowsAsync(TableServiceClient tables, string name)
    {
        var rows = new List<string>();
        await foreach (var row in tables.GetTableClient(name).QueryAsync<TableEntity>())
        {
            var values = row.Where(p => p.Key is not ("odata.etag" or "Timestamp")).OrderBy(p => p.Key, StringComparer.Ordinal);
            rows.Add(string.Join(';', values.Select(p => $"{p.Key}={p.Value.GetType().Name}:{(p.Value is byte[] bytes ? Convert.ToHexString(bytes) : p.Value)}")));
        }

        return rows;
    }

    private async Task FillAsync(TableServiceClient tables, string name, int rows)
    {
        var table = tables.GetTableClient(_prefix + name);
        await table.CreateAsync();
        for (var i = 0; i < rows; i++)
        {
            await table.AddEntityAsync(new TableEntity($"p{i / 120}", $"{i:0000}")
            {
                ["Text"] = $"é\"\n{i}",
                ["Number"] = i,
                ["Long"] = long.MaxValue - i,
                ["Real"] = 0.1 + i,
                ["Flag"] = i % 2 == 0,
                ["Time"] = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero).AddTicks(i),
                ["Id"] = new Guid(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
                ["Bytes"] = new byte[] { (byte)i, 255 },
            });
        }
    }

    private TableBackup Backup(string prefix)
    {
        var options = Options.Create(new StorageOptions { ConnectionString = fixture.ConnectionString, TablePrefix = prefix });
        return new TableBackup(new StorageAccount(options), options);
    }
}
