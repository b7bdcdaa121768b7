using Azure.Data.Tables;
using Mhero.DevHost.Host;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Tests.Host;

[Collection(HostTests.Name)]
public sealed class TimerTableTests(StorageFixture storage) : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private readonly TimerTable _table = new(new TableClient(storage.ConnectionString, "timertabletests"), Guid.NewGuid().ToString("N"));

    public Task InitializeAsync() => _table.CreateAsync(default);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task TryHoldAsync_AnotherOwnerHoldsIt_IsFalseUntilItRunsOut()
    {
        Assert.True(await HoldAsync("a", 0));
        Assert.True(await HoldAsync("a", 5));
        Assert.False(await HoldAsync("b", 19));

        Assert.True(await HoldAsync("b", 20));
        Assert.False(await HoldAsync("a", 21));
    }

    [Fact]
    public async Task TryHoldAsync_ManyOwnersAtOnce_OneGetsIt()
    {
        var held = await Task.WhenAll(Enumerable.Range(0, 8).Select(owner => HoldAsync($"{owner}", 0)));

        Assert.Single(held, true);
    }

    [Fact]
    public async Task ReleaseAsync_ByItsOwner_LetsAnotherHaveItAtOnce()
    {
        await HoldAsync("a", 0);

        await _table.ReleaseAsync("b", default);
        Assert.False(await HoldAsync("b", 1));
        await _table.ReleaseAsync("a", default);
        Assert.True(await HoldAsync("b", 1));
    }

    [Fact]
    public async Task SaveAsync_Status_IsFoundAgain()
    {
        Assert.Null(await _table.FindAsync("Timer", default));

        await _table.SaveAsync("Timer", new ScheduleStatus { Next = Start.UtcDateTime, LastUpdated = Start.UtcDateTime }, default);
        Assert.Equal(default, (await _table.FindAsync("Timer", default))!.Last);

        var ran = Start.UtcDateTime.AddMinutes(1);
        await _table.SaveAsync("Timer", new ScheduleStatus { Last = ran, Next = ran.AddMinutes(5), LastUpdated = ran }, default);
        var found = (await _table.FindAsync("Timer", default))!;
        Assert.Equal((ran, ran.AddMinutes(5), ran), (found.Last, found.Next, found.LastUpdated));
    }

    private Task<bool> HoldAsync(string owner, int seconds) =>
        _table.TryHoldAsync(owner, Start.AddSeconds(seconds), Start.AddSeconds(seconds + 15), default);
}
