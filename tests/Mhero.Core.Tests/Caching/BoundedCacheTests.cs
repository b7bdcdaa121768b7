using Mhero.Core.Caching.InMemory;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.Core.Tests.Caching;

public sealed class BoundedCacheTests
{
    private readonly FakeTimeProvider _time = new();
    private int _reads;

    [Fact]
    public async Task Get_WithinTheAge_ReadsOnce()
    {
        var sut = New();

        await ReadAsync(sut, "a");
        _time.Advance(TimeSpan.FromSeconds(59));
        await ReadAsync(sut, "a");
        Assert.Equal(1, _reads);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("a2", await ReadAsync(sut, "a"));
    }

    [Fact]
    public async Task Get_ClockIsSetBack_AgeGoesOn()
    {
        var time = new SettableClock();
        var sut = new BoundedCache<string, string>(time, 10, _ => TimeSpan.FromMinutes(1));
        await ReadAsync(sut, "a");

        time.UtcNow -= TimeSpan.FromDays(1);
        time.Elapsed = TimeSpan.FromMinutes(1);
        await ReadAsync(sut, "a");

        Assert.Equal(2, _reads);
    }

    [Fact]
    public async Task Get_LongReading_AgeCountsFromItsBeginning()
    {
        var sut = New();
        await sut.GetAsync("a", () =>
        {
            _time.Advance(TimeSpan.FromSeconds(40));
            return Task.FromResult("old");
        }, CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal("a1", await ReadAsync(sut, "a"));
    }

    [Fact]
    public async Task Get_ManyAtOnce_ShareOneReading()
    {
        var sut = New();
        var gate = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<string> Read()
        {
            _reads++;
            return gate.Task;
        }

        using var impatient = new CancellationTokenSource();
        var first = sut.GetAsync("a", Read, impatient.Token);
        var second = sut.GetAsync("a", Read, CancellationToken.None);
        await impatient.CancelAsync();
        gate.SetResult("value");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(("value", 1), (await second, _reads));
    }

    [Fact]
    public async Task GetMany_SomeKeptSomeUnderWay_ReadsTheRestAlone()
    {
        var sut = New();
        var gate = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await ReadAsync(sut, "kept");
        var underWay = sut.GetAsync("coming", () => gate.Task, CancellationToken.None);
        IReadOnlyList<string> asked = [];

        var found = sut.GetAsync(
            ["kept", "coming", "new", "none"],
            keys =>
            {
                asked = keys;
                return Task.FromResult(new Dictionary<string, string> { ["new"] = "n" });
            },
            CancellationToken.None);
        gate.SetResult("c");

        Assert.Equal(["coming=c", "kept=kept1", "new=n"], (await found).Select(f => $"{f.Key}={f.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(["new", "none"], asked);
        Assert.Equal("c", await underWay);
    }

    [Fact]
    public async Task Get_ReadingFailed_NextOneReads()
    {
        var sut = New();
        await Assert.ThrowsAsync<IOException>(() => sut.GetAsync("a", () => Task.FromException<string>(new IOException()), CancellationToken.None));

        Assert.Equal("a1", await ReadAsync(sut, "a"));
    }

    [Fact]
    public async Task Get_LaterVersion_ReadsAgainAndIsNotReplacedByTheEarlier()
    {
        var sut = New();
        var slow = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = sut.GetAsync("a", () => slow.Task, CancellationToken.None, version: 1);

        Assert.Equal("a1", await ReadAsync(sut, "a", version: 2));
        slow.SetResult("stale");
        Assert.Equal("stale", await before);

        Assert.Equal("a1", await ReadAsync(sut, "a", version: 2));
        Assert.Equal("a2", await ReadAsync(sut, "a", version: 3));
    }

    [Fact]
    public async Task Remove_ReadingUnderWay_ItsResultIsNotKept()
    {
        var sut = New();
        var slow = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = sut.GetAsync("a", () => slow.Task, CancellationToken.None);
        sut.Remove("a");
        slow.SetResult("stale");
        await before;

        Assert.Equal("a1", await ReadAsync(sut, "a"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Get_Full_DropsTheLeastRecentlyUsedAlone(int size)
    {
        var sut = New(size);
        for (var i = 0; i < size; i++)
        {
            await ReadAsync(sut, $"{i}");
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await ReadAsync(sut, "0");
        await ReadAsync(sut, "new");

        Assert.True(sut.TryGet("new", out _));
        Assert.Equal(size > 1, sut.TryGet("0", out _));
        var kept = Enumerable.Range(0, size).Count(i => sut.TryGet($"{i}", out _));
        Assert.InRange(kept, size - Math.Max(1, size / 20), size - 1);
    }

    private BoundedCache<string, string> New(int size = 10) => new(_time, size, _ => TimeSpan.FromMinutes(1));

    private Task<string> ReadAsync(BoundedCache<string, string> cache, string key, long version = 0) =>
        cache.GetAsync(key, () => Task.FromResult($"{key}{++_reads}"), CancellationToken.None, version);

    private sealed class SettableClock : TimeProvider
    {
        public DateTimeOffset UtcNow { get; set; } = DateTimeOffset.UnixEpoch.AddYears(60);

        public TimeSpan Elapsed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => UtcNow;

        public override long GetTimestamp() => Elapsed.Ticks;
    }
}
