using Mhero.Core.Storage.Pauses;

namespace Mhero.Core.Tests.Storage;

/// <summary>The maintenance switch: cheap to read, shared by instances, and harmless when it cannot be read.</summary>
public sealed class PauseSwitchTests : IDisposable
{
    private readonly StorageApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task FindAsync_PausedAloneOrWithAll_IsPaused()
    {
        await _app.Pauses.PauseAsync("runs", "Jane", "maintenance", CancellationToken.None);

        Assert.Equal(("runs", "Jane", "maintenance"), await FindAsync(_app, "runs") is { } pause ? (pause.Direction, pause.By, pause.Reason) : default);
        Assert.Null(await FindAsync(_app, "contacts"));

        await _app.Pauses.PauseAsync(Directions.All, "Joe", "all", CancellationToken.None);
        Assert.Equal("Joe", (await FindAsync(_app, "contacts"))!.By);
        Assert.Equal(["all", "runs"], (await _app.Pauses.ListAsync(CancellationToken.None)).Select(p => p.Direction));

        Assert.Equal(2, (await _app.Pauses.ResumeAsync(Directions.All, CancellationToken.None)).Count);
        Assert.Null(await FindAsync(_app, "runs"));
    }

    [Fact]
    public async Task PauseAsync_Paused_KeepsTheFirst()
    {
        await _app.Pauses.PauseAsync("runs", "Jane", "first", CancellationToken.None);
        _app.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("first", (await _app.Pauses.PauseAsync("runs", "Joe", "second", CancellationToken.None)).Reason);
        Assert.Empty(await _app.Pauses.ResumeAsync("contacts", CancellationToken.None));
        Assert.Single(await _app.Pauses.ResumeAsync("runs", CancellationToken.None));
    }

    [Fact]
    public async Task FindAsync_ManyTimes_ReadsEveryFiveSeconds()
    {
        using var other = _app.Duplicate();
        Assert.Null(await FindAsync(_app, "runs"));
        _app.Gate.Reset();
        await other.Pauses.PauseAsync("runs", "Jane", "maintenance", CancellationToken.None);

        for (var i = 0; i < 100; i++)
        {
            Assert.Null(await FindAsync(_app, "runs"));
        }

        Assert.Equal(0, _app.Gate.Count);
        _app.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.NotNull(await FindAsync(_app, "runs"));
    }

    [Fact]
    public async Task FindAsync_CannotBeRead_KeepsTheLastState()
    {
        await _app.Pauses.PauseAsync("runs", "Jane", "maintenance", CancellationToken.None);
        Assert.NotNull(await FindAsync(_app, "runs"));
        _app.Time.Advance(TimeSpan.FromMinutes(1));
        _app.Gate.Before = _ => Task.FromException(new IOException("down"));

        Assert.NotNull(await FindAsync(_app, "runs"));
        Assert.Null(await FindAsync(_app, "contacts"));

        using var fresh = _app.Duplicate();
        fresh.Gate.Before = _app.Gate.Before;
        Assert.Null(await FindAsync(fresh, "runs"));
    }

    private static Task<Pause?> FindAsync(StorageApp app, string direction) => app.Pauses.FindAsync(direction, CancellationToken.None);
}
