using Azure;
using Azure.Data.Tables;
using Mhero.Core.Storage.Backup;
using Mhero.MemoryStorage;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.Core.Tests.Storage.Backup;

/// <summary>A backup has all rows with their types, and one that is not whole, or would overwrite rows, is refused before anything is written.</summary>
public sealed class TableBackupTests
{
    private const string Damaged = "The backup is damaged after ";
    private const string NotWhole = "The backup is not whole: its last line, which counts the rows, is missing or does not agree. Take another one.";
    private const string OfAnotherKind = "The file is not a backup of mHero's tables, or is one of another version.";
    private const string Head = """{"format":"mhero-tables-1"}""";
    private const string Row = """{"table":"state","partition":"p","row":"r","values":{"A":["String","x"]}}""";

    private readonly MemoryAccount _account = new(new FakeTimeProvider());

    [Fact]
    public async Task WriteAsync_Rows_AreLinesBetweenTheFormatAndTheirNumber()
    {
        await FillAsync("onestate", ("p2", "r1"), ("p1", "r1"), ("p1", "r2"));
        await FillAsync("oneOutbox", ("p", "r"));
        await FillAsync("one", ("p", "r"));
        await FillAsync("two", ("p", "r"));
        _account.Table("onenever");
        using var file = new MemoryStream();

        Assert.Equal(4, await Backup("one").WriteAsync(file));

        Assert.Equal(
            [
                Head, """{"table":"Outbox","partition":"p","row":"r","values":{"Number":["Int32","1"]}}""", """{"table":"state","partition":"p1","row":"r1","values":{"Number":["Int32","1"]}}""",
                """{"table":"state","partition":"p1","row":"r2","values":{"Number":["Int32","1"]}}""", """{"table":"state","partition":"p2","row":"r1","values":{"Number":["Int32","1"]}}""", """{"rows":4}""",
            ],
            LinesOf(file));
        Assert.True(file.CanWrite);
    }

    [Fact]
    public async Task WriteAsync_NoTables_IsAWholeBackup()
    {
        using var file = new MemoryStream();

        Assert.Equal(0, await Backup("one").WriteAsync(file));
        Assert.Equal([Head, """{"rows":0}"""], LinesOf(file));
        Assert.Equal(0, await Backup("two").RestoreAsync(file));
    }

    [Fact]
    public async Task RestoreAsync_EachTypeOfValue_ComesBackAsItWas()
    {
        var row = new TableEntity("p", "r")
        {
            ["Text"] = "é\"\n",
            ["Number"] = int.MinValue,
            ["Long"] = long.MaxValue,
            ["Real"] = 0.1,
            ["No"] = double.NaN,
            ["Yes"] = true,
            ["Flag"] = false,
            ["Time"] = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero).AddTicks(1),
            ["Id"] = Guid.Parse("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a01"),
            ["Bytes"] = new byte[] { 1, 255 },
            ["Data"] = BinaryData.FromBytes(new byte[] { 2, 254 }),
        };
        var table = _account.Table("onestate");
        await table.CreateIfNotExistsAsync();
        await table.SubmitTransactionAsync([new TableTransactionAction(TableTransactionActionType.UpsertReplace, row, ETag.All)]);
        using var file = new MemoryStream();
        await Backup("one").WriteAsync(file);

        Assert.Equal(1, await Backup("two").RestoreAsync(file));

        var restored = Assert.Single(await RowsAsync("twostate"));
        foreach (var name in row.Keys.Except(["PartitionKey", "RowKey", "Data"]))
        {
            Assert.Equal(row[name], restored[name]);
        }

        Assert.Equal(new byte[] { 2, 254 }, restored["Data"]);
    }

    // A request takes a hundred rows, of one partition of one table.
    [Theory]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(201)]
    public async Task RestoreAsync_ManyRows_AreAllThere(int rows)
    {
        await FillAsync("onestate", [.. Enumerable.Range(0, rows).Select(n => ("p", $"{n:000}"))]);
        await FillAsync("onestate", ("q", "000"));
        await FillAsync("oneoutbox", ("q", "000"));
        using var file = new MemoryStream();
        await Backup("one").WriteAsync(file);

        Assert.Equal(rows + 2, await Backup("two").RestoreAsync(file));

        Assert.Equal((rows + 1, 1), ((await RowsAsync("twostate")).Count, (await RowsAsync("twooutbox")).Count));
    }

    [Fact]
    public async Task RestoreAsync_RowsThatAreLarge_FitIntoTheirRequests()
    {
        // The service refuses a transaction above 4 MiB: it takes ten of these rows and not twelve.
        for (var n = 0; n < 12; n++)
        {
            var row = new TableEntity("p", $"{n:00}");
            for (var column = 0; column < 8; column++)
            {
                row[$"C{column}"] = new string('a', 25_000);
            }

            await SetAsync("onestate", row);
        }

        using var file = new MemoryStream();
        await Backup("one").WriteAsync(file);

        Assert.Equal(12, await Backup("two").RestoreAsync(file));
        Assert.Equal(12, (await RowsAsync("twostate")).Count);
    }

    [Fact]
    public async Task RestoreAsync_TablesWithRows_IsRefused()
    {
        await FillAsync("onestate", ("p", "r"));
        using var file = new MemoryStream();
        await Backup("one").WriteAsync(file);
        await _account.Table("twooutbox").CreateIfNotExistsAsync();
        Assert.Equal(1, await Backup("two").RestoreAsync(file));

        var refusal = await Assert.ThrowsAsync<BackupException>(() => Backup("two").RestoreAsync(file));

        Assert.Equal("The table twostate has rows. Restore under a prefix that no table has, and give the app the same one: Mhero__Storage__TablePrefix.", refusal.Message);
    }

    [Theory]
    [InlineData(NotWhole)]
    [InlineData(NotWhole, Head)]
    [InlineData(NotWhole, Head, Row)]
    [InlineData(NotWhole, Head, Row, """{"rows":0}""")]
    [InlineData(NotWhole, Head, """{"rows":1}""")]
    [InlineData(NotWhole, Head, Row, Row, """{"rows":1}""")]
    [InlineData(OfAnotherKind, "{}", Row, """{"rows":1}""")]
    [InlineData(OfAnotherKind, "null", Row, """{"rows":1}""")]
    [InlineData(OfAnotherKind, """{"format":"mhero-tables-2"}""", Row, """{"rows":1}""")]
    [InlineData(Damaged + "0", "not JSON")]
    [InlineData(Damaged + "1", Head, Row, "{", """{"rows":1}""")]
    [InlineData(Damaged + "0", Head, """{"table":"state","partition":"p","row":"r","values":{"A":["Number","1"]}}""", """{"rows":1}""")]
    [InlineData(Damaged + "0", Head, """{"table":"state","partition":"p","row":"r","values":{"A":["Int32"]}}""", """{"rows":1}""")]
    [InlineData(Damaged + "0", Head, """{"table":"state","partition":"p","row":"r","values":{"A":["Int32","99999999999"]}}""", """{"rows":1}""")]
    [InlineData(Damaged + "0", Head, """{"table":"state","partition":"p","row":"r","values":{"A":["Boolean","maybe"]}}""", """{"rows":1}""")]
    [InlineData(Damaged + "0", Head, """{"table":"state","partition":"p","row":"r","values":{"A":["Binary","%"]}}""", """{"rows":1}""")]
    [InlineData(Damaged + "0", Head, """{"table":"state","partition":"p","row":"r","values":{"A":null}}""", """{"rows":1}""")]
    [InlineData(Damaged + "1", Head, Row, """{"table":"state","partition":"p","values":{}}""", """{"rows":2}""")]
    [InlineData(Damaged + "1", Head, Row, """{"table":"state","row":"r","values":{}}""", """{"rows":2}""")]
    public async Task RestoreAsync_NotAWholeBackup_WritesNothing(string message, params string[] lines)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)));

        var refusal = await Assert.ThrowsAsync<BackupException>(() => Backup("two").RestoreAsync(file));

        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(await NamesAsync());
    }

    [Fact]
    public async Task RestoreAsync_RowWithoutValuesAndEmptyLines_IsRestored()
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes($"{Head}\nnull\n{{\"table\":\"state\",\"partition\":\"p\",\"row\":\"r\"}}\n{{\"rows\":1}}\n"));

        Assert.Equal(1, await Backup("two").RestoreAsync(file));
        Assert.Single(await RowsAsync("twostate"));
    }

    [Fact]
    public void Write_TypeThatTablesDoNotHave_IsRefused() => Assert.Throws<NotSupportedException>(() => BackupValue.Write(1m));

    private TableBackup Backup(string prefix) => new(_account.Tables(), prefix);

    private async Task<List<string>> NamesAsync() => [.. (await _account.Tables().QueryAsync().ToListAsync()).Select(table => table.Name)];

    private async Task<List<TableEntity>> RowsAsync(string table) => await _account.Table(table).QueryAsync<TableEntity>().ToListAsync();

    private async Task FillAsync(string table, params (string Partition, string Row)[] rows)
    {
        foreach (var (partition, row) in rows)
        {
            await SetAsync(table, new TableEntity(partition, row) { ["Number"] = 1 });
        }
    }

    private async Task SetAsync(string name, TableEntity row)
    {
        var table = _account.Table(name);
        await table.CreateIfNotExistsAsync();
        await table.SubmitTransactionAsync([new TableTransactionAction(TableTransactionActionType.UpsertReplace, row, ETag.All)]);
    }

    private static string[] LinesOf(MemoryStream file) => Encoding.UTF8.GetString(file.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
