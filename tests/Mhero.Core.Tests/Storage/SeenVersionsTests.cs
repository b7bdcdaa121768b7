using Mhero.Core.Storage.Cursors;

namespace Mhero.Core.Tests.Storage;

public sealed class SeenVersionsTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 2, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly StorageApp _app = new();

    [Fact]
    public async Task LoadAsync_NothingAdded_IsEmpty() => Assert.Equal(0, (await _app.Seen.LoadAsync("poller")).Count);

    [Fact]
    public async Task AddAsync_TenThousand_CostsOneRequestAndAllAreFound()
    {
        await _app.Table.FindAsync("p", "the table is there");
        _app.Gate.Reset();

        await _app.Seen.AddAsync("poller", [.. Enumerable.Range(0, 10_000).Select(i => new SeenVersion($"id{i}", $"v{i}", Noon.AddSeconds(i)))]);
        Assert.Equal(1, _app.Gate.Count);

        using var duplicate = _app.Duplicate();
        var seen = await duplicate.Seen.LoadAsync("poller");
        Assert.Equal(10_000, seen.Count);
        Assert.All(Enumerable.Range(0, 10_000), i => Assert.True(seen.Contains($"id{i}", $"v{i}")));
        Assert.False(seen.Contains("id1", "v2"));
        Assert.Equal(0, (await _app.Seen.LoadAsync("feed2")).Count);
    }

    [Fact]
    public async Task AddAsync_TwoInstancesAtOnce_LosesNeither()
    {
        using var duplicate = _app.Duplicate();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            (i % 2 == 0 ? _app : duplicate).Seen.AddAsync("poller", [new SeenVersion($"id{i}", "v", Noon), new SeenVersion("same", "v", Noon)])));

        Assert.Equal(11, (await _app.Seen.LoadAsync("poller")).Count);
    }

    [Fact]
    public async Task AddAsync_Nothing_SendsNothing()
    {
        _app.Gate.Reset();

        await _app.Seen.AddAsync("poller", []);

        Assert.Equal(0, _app.Gate.Count);
    }

    [Fact]
    public async Task PruneAsync_Before_ForgetsRowsWhoseNewestIsOlder()
    {
        await _app.Seen.AddAsync("poller", [new SeenVersion("old", "v", Noon.AddDays(-9)), new SeenVersion("older", "v", Noon.AddDays(-10))]);
        await _app.Seen.AddAsync("poller", [new SeenVersion("mixed", "v", Noon.AddDays(-9)), new SeenVersion("new", "v", Noon)]);
        await _app.Seen.AddAsync("other", [new SeenVersion("old", "v", Noon.AddDays(-9))]);

        await _app.Seen.PruneAsync("poller", Noon);

        var seen = await _app.Seen.LoadAsync("poller");
        Assert.Equal(2, seen.Count);
        Assert.True(seen.Contains("new", "v"));
        Assert.True(seen.Contains("mixed", "v"));
        Assert.Equal(1, (await _app.Seen.LoadAsync("other")).Count);
    }

    public void Dispose() => _app.Dispose();
}
