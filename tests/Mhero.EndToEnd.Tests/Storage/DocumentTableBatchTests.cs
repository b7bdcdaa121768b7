using Mhero.Core.Storage.Tables;
using Mhero.EndToEnd.Tests.Fixtures;

namespace Mhero.EndToEnd.Tests.Storage;

[Collection(StorageTestGroup.Name)]
public sealed class DocumentTableBatchTests(AzuriteFixture fixture) : IDisposable
{
    private readonly StorageApp _app = new(fixture.ConnectionString);

    private DocumentTable Table => _app.Table;

    [Fact]
    public async Task Writes_HundredRows_AreOneRequestEach()
    {
        await Table.FindAsync("p", "the table is there");
        using var counter = new RequestCounter();

        var added = await Table.TryAddAllAsync("p", Rows(0, 100));
        Assert.Equal(1, counter.Count);

        var written = await Table.WriteAsync("p", [.. added!.Select(a => new Document(a.Key, "2", a.Value))]);
        Assert.Equal(2, counter.Count);
        Assert.All(written, w => Assert.NotNull(w.Value));

        await Table.DeleteAsync("p", [.. written.Keys]);
        Assert.Equal(3, counter.Count);
        Assert.Equal(0, await Table.CountAsync("p"));
    }

    [Fact]
    public async Task FindSparse_FewOfTheKeysHaveARow_IsOneRequest()
    {
        await Table.WriteAsync("p", [.. Rows(0, 50).Where((_, i) => i % 20 == 0), new Document("a/k", "1", null), new Document("z", "1", null)]);
        using var counter = new RequestCounter();

        var found = await Table.FindSparseAsync("p", ["a/k", "k000", "k001", "k030", "k040", "k040", "k049"]);

        Assert.Equal(["a/k", "k000", "k040"], found.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(1, counter.Count);
    }

    [Fact]
    public async Task FindSparse_MoreRowsThanAPageBetweenTheKeys_ReadsTheOthersOneByOne()
    {
        await Table.WriteAsync("p", [.. Rows(0, 1000), new Document("m1", "1", null), new Document("m3", "1", null)]);
        using var counter = new RequestCounter();

        var found = await Table.FindSparseAsync("p", ["k000", "m0", "m1", "m2", "m3"]);

        Assert.Equal(["k000", "m1", "m3"], found.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(5, counter.Count);
    }

    [Fact]
    public async Task WriteAsync_EmptyList_SendsNothing()
    {
        using var counter = new RequestCounter();

        Assert.Empty(await Table.WriteAsync("p", []));
        Assert.Empty((await Table.TryAddAllAsync("p", []))!);
        Assert.Empty(await Table.FindManyAsync("p", []));
        Assert.Equal(0, counter.Count);
    }

    [Fact]
    public async Task WriteAsync_OneRefusedOfHundred_IsTwoRequests()
    {
        await Table.WriteAsync("p", Rows(42, 1));
        using var counter = new RequestCounter();

        var written = await Table.WriteAsync("p", Rows(0, 100));

        Assert.Equal("k042", Assert.Single(written, w => w.Value is null).Key);
        Assert.Equal(2, counter.Count);
        Assert.Equal(100, await Table.CountAsync("p"));
    }

    [Fact]
    public async Task WriteAsync_250RowsWithEveryFifthRefused_WritesAllOthers()
    {
        await Table.WriteAsync("p", [.. Rows(0, 250).Where((_, i) => i % 5 == 0).Select(d => d with { Content = "old" })]);
        using var counter = new RequestCounter();

        var written = await Table.WriteAsync("p", Rows(0, 250));

        Assert.Equal(50, written.Count(w => w.Value is null));
        Assert.InRange(counter.Count, 1, 3 * (3 + 100));
        var stored = (await Table.ScanAsync("p").ToListAsync()).ToDictionary(d => d.Key);
        Assert.Equal(250, stored.Count);
        Assert.All(written, w => Assert.Equal(w.Value is null ? "old" : "new", stored[w.Key].Content));
        Assert.All(written.Where(w => w.Value is not null), w => Assert.Equal(w.Value, stored[w.Key].Version));
    }

    [Fact]
    public async Task WriteAsync_AllRefused_ReportsEachAndChangesNothing()
    {
        await Table.WriteAsync("p", [.. Rows(0, 30).Select(d => d with { Content = "old" })]);

        var written = await Table.WriteAsync("p", Rows(0, 30));

        Assert.Equal(30, written.Count);
        Assert.All(written.Values, Assert.Null);
        Assert.All(await Table.ScanAsync("p").ToListAsync(), d => Assert.Equal("old", d.Content));
    }

    [Fact]
    public async Task WriteAsync_TwoInstancesOnTheSameRows_EachRowIsWrittenByExactlyOne()
    {
        using var duplicate = _app.Duplicate();
        var versions = await Table.WriteAsync("p", Rows(0, 60));
        IReadOnlyList<Document> Mine(string who) => [.. versions.Select(v => new Document(v.Key, who, v.Value))];

        var results = await Task.WhenAll(
            Table.WriteAsync("p", [.. Mine("a").Take(40)]), duplicate.Table.WriteAsync("p", [.. Mine("b").Skip(20).Reverse()]));

        foreach (var row in await Table.ScanAsync("p").ToListAsync())
        {
            var winners = results.Where(r => r.GetValueOrDefault(row.Key) is not null).ToList();
            Assert.Equal(row.Version, Assert.Single(winners)[row.Key]);
            Assert.Same(row.Content == "a" ? results[0] : results[1], winners[0]);
        }
    }

    [Fact]
    public async Task TryAddAllAsync_250RowsOneOfTheLastExists_ReturnsNullAndKeepsTheEarlierTransactions()
    {
        await Table.WriteAsync("p", Rows(240, 1));

        Assert.Null(await Table.TryAddAllAsync("p", Rows(0, 250)));

        Assert.Equal(201, await Table.CountAsync("p"));
    }

    [Fact]
    public async Task WriteAsync_RowsOfManyMegabytes_AreCutToWhatARequestMayHold()
    {
        var quoted = string.Concat(Enumerable.Repeat("{\"name\":\"é\"}", 20_000));
        Document[] documents = [.. Enumerable.Range(0, 12).Select(i => new Document($"k{i:D2}", quoted))];
        await Table.FindAsync("p", "the table is there");
        using var counter = new RequestCounter();

        var written = await Table.WriteAsync("p", documents);

        Assert.All(written, w => Assert.NotNull(w.Value));
        Assert.InRange(counter.Count, 2, 12);
        Assert.All(await Table.ScanAsync("p").ToListAsync(), d => Assert.Equal(quoted, d.Content));
    }

    [Fact]
    public async Task ScanAsync_MoreThanAPage_ReturnsAllOnce()
    {
        await Table.TryAddAllAsync("p", Rows(0, 2_300));
        using var counter = new RequestCounter();

        var keys = (await Table.ScanAsync("p").ToListAsync()).Select(d => d.Key).ToList();

        Assert.Equal(2_300, keys.Distinct().Count());
        Assert.Equal(2_300, keys.Count);
        Assert.Equal(3, counter.Count);
        Assert.Equal(2_300, await Table.CountAsync("p"));
    }

    [Fact]
    public async Task FindManyAsync_SomeMissing_ReturnsThoseThatExistWithOneReadEach()
    {
        await Table.TryAddAllAsync("p", Rows(0, 40));
        using var counter = new RequestCounter();

        var found = await Table.FindManyAsync("p", [.. Rows(20, 40).Select(d => d.Key), "k020"]);

        Assert.Equal(Rows(20, 20).Select(d => d.Key), found.Keys.Order());
        Assert.Equal(40, counter.Count);
    }

    public void Dispose() => _app.Dispose();

    private static List<Document> Rows(int from, int count) =>
        [.. Enumerable.Range(from, count).Select(i => new Document($"k{i:D3}", "new"))];
}
