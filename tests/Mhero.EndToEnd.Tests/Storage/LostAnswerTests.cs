using Mhero.Core.Storage.Tables;
using Mhero.EndToEnd.Tests.Fixtures;

namespace Mhero.EndToEnd.Tests.Storage;

/// <summary>A write that went through, whose answer was lost, and which the SDK therefore sends again.</summary>
[Collection(StorageTestGroup.Name)]
public sealed class LostAnswerTests(AzuriteFixture fixture) : IAsyncLifetime, IDisposable
{
    private readonly StorageApp _direct = new(fixture.ConnectionString);
    private LossyProxy _proxy = null!;
    private StorageApp _app = null!;

    public async Task InitializeAsync()
    {
        _proxy = await LossyProxy.StartAsync(fixture.ConnectionString);
        _app = new StorageApp(_proxy.ConnectionString, _direct);
    }

    [Fact]
    public async Task TryAddAllAsync_AnswerLost_KnowsItsOwnRows()
    {
        _proxy.Lose(1);

        var added = await _app.Table.TryAddAllAsync("p", Rows("mine"));

        Assert.Equal(1, _proxy.Lost);
        Assert.Equal((await _direct.Table.ScanAsync("p").ToListAsync()).ToDictionary(d => d.Key, d => d.Version), added!.ToDictionary(a => a.Key, a => (string?)a.Value));
    }

    [Fact]
    public async Task TryAddAllAsync_AnswerOfARefusalLost_IsRefused()
    {
        await _direct.Table.WriteAsync("p", [new Document("k07", "theirs")]);
        _proxy.Lose(1);

        Assert.Null(await _app.Table.TryAddAllAsync("p", Rows("mine")));

        Assert.Equal(1, _proxy.Lost);
        Assert.Equal(1, await _direct.Table.CountAsync("p"));
    }

    [Fact]
    public async Task WriteAsync_AnswerLost_ReportsAllRowsWritten()
    {
        var versions = await _direct.Table.WriteAsync("p", Rows("old"));
        _proxy.Lose(1);

        var written = await _app.Table.WriteAsync(
            "p", [.. versions.Select(v => new Document(v.Key, "mine", v.Value)), new Document("new", "mine"), new Document("any", "mine", "*")]);

        Assert.Equal(1, _proxy.Lost);
        Assert.All(await _direct.Table.ScanAsync("p").ToListAsync(), d => Assert.Equal((written[d.Key], "mine"), (d.Version, d.Content)));
        Assert.Equal(32, written.Count);
    }

    [Fact]
    public async Task WriteAsync_AnswerLostAndARowChangedByAnother_ReportsThatRowRefused()
    {
        var versions = await _direct.Table.WriteAsync("p", Rows("old"));
        _proxy.Meanwhile = () => _direct.Table.WriteAsync("p", [new Document("k07", "theirs", Document.AnyVersion)]);
        _proxy.Lose(1);

        var written = await _app.Table.WriteAsync("p", [.. versions.Select(v => new Document(v.Key, "mine", v.Value))]);

        Assert.Equal("k07", Assert.Single(written, w => w.Value is null).Key);
        Assert.Equal("theirs", (await _direct.Table.FindAsync("p", "k07"))?.Content);
    }

    [Fact]
    public async Task TryMoveAsync_AnswerLost_MovesOnce()
    {
        var cursor = (await _app.Cursors.TryMoveAsync(await _app.Cursors.ReadAsync("poller"), _app.Time.GetUtcNow()))!;
        _proxy.Lose(1);

        var moved = await _app.Cursors.TryMoveAsync(cursor, _app.Time.GetUtcNow().AddHours(1));

        Assert.Equal(1, _proxy.Lost);
        Assert.Equal(await _direct.Cursors.ReadAsync("poller"), moved);
    }

    public async Task DisposeAsync() => await _proxy.DisposeAsync();

    public void Dispose()
    {
        _app.Dispose();
        _direct.Dispose();
    }

    private static List<Document> Rows(string content) =>
        [.. Enumerable.Range(0, 30).Select(i => new Document($"k{i:D2}", content))];
}
