using System.Collections.Concurrent;
using System.Net;
using Azure.Data.Tables;
using Mhero.DevHost.Host;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Tests.Host;

[Collection(HostTests.Name)]
public sealed class FunctionsHostTimerTests(StorageFixture storage)
{
    /// <summary>A host that holds the lease waits to renew it, and its one enabled timer waits for its time.</summary>
    private const int Idle = 2;

    private readonly WaitingTime time = new(new DateTimeOffset(2026, 3, 2, 8, 1, 0, TimeSpan.Zero));
    private readonly SampleHost sample = new(storage, "SampleTick") { Settings = { ["SampleSchedule"] = "0 0 * * * *" } };

    private DateTime written;
    private int idle = Idle;

    [Fact]
    public async Task Timer_DueTimeComes_RunsOnceAndIsNotPastDue()
    {
        await using var host = await StartAsync();
        time.Advance(TimeSpan.FromMinutes(50));
        await time.SettledAsync(() => idle);
        Assert.Empty(sample.Behaviour.Ticks);

        await NextTickAsync(1);
        await NextTickAsync(2);

        Assert.All(sample.Behaviour.Ticks, tick => Assert.False(tick.IsPastDue));
        Assert.Equal([At(9, 0), At(10, 0)], sample.Behaviour.Ticks.Select(tick => tick.ScheduleStatus!.Next));
        Assert.InRange(sample.Behaviour.Ticks.Last().ScheduleStatus!.Last, At(9, 0), At(9, 10));
    }

    [Fact]
    public async Task Timer_HostWasDownAtTheDueTime_RunsPastDueOnceAfterTheStart()
    {
        await using (await StartAsync())
        {
            await NextTickAsync(1);
        }

        time.Advance(TimeSpan.FromHours(3.5));
        await using var host = await sample.StartAsync(time, runTimers: true);
        await SampleHost.UntilAsync(() => sample.Behaviour.Ticks.Count == 2, "the missed run is made up for");
        await WrittenDownAsync();
        await NextTickAsync(3);

        Assert.Equal([false, true, false], sample.Behaviour.Ticks.Select(tick => tick.IsPastDue));
    }

    [Fact]
    public async Task Timer_RunTakesLongerThanTheInterval_DoesNotOverlapAndRunsPastDueNext()
    {
        var finish = new TaskCompletionSource();
        sample.Behaviour.OnTick = _ =>
        {
            idle = 1;
            return finish.Task;
        };
        await using var host = await StartAsync();
        await NextHourAsync(() => sample.Behaviour.Ticks.Count == 1);

        // A renewal of the lease that the jump interrupts would count from the time before it, and the lease be lost.
        await time.SettledAsync(() => idle);
        time.Advance(TimeSpan.FromHours(2.5));
        await time.SettledAsync(() => idle);
        Assert.Single(sample.Behaviour.Ticks);
        written = time.GetUtcNow().UtcDateTime.AddTicks(-1);
        sample.Behaviour.OnTick = _ => Task.CompletedTask;
        idle = Idle;
        finish.SetResult();
        await SampleHost.UntilAsync(() => sample.Behaviour.Ticks.Count == 2, "the missed run is made up for");
        await WrittenDownAsync();
        await NextTickAsync(3);

        Assert.Equal([false, true, false], sample.Behaviour.Ticks.Select(tick => tick.IsPastDue));
        Assert.Equal(1, sample.Behaviour.MostRunning);
    }

    [Fact]
    public async Task Timer_Throws_RunsAgainAtItsNextTime()
    {
        sample.Behaviour.OnTick = _ => throw new InvalidOperationException("once more");
        await using var host = await StartAsync();

        await NextTickAsync(1);
        await NextTickAsync(2);

        Assert.Equal(2, sample.Behaviour.Ticks.Count);
    }

    [Fact]
    public async Task Timer_OneOfTwoHostsDies_TheOtherTakesOverAndNoTimeIsRunTwice()
    {
        var hours = new ConcurrentQueue<int>();
        await using var second = new SecondHost(sample.Settings, storage);
        sample.Behaviour.OnTick = second.Sample.Behaviour.OnTick = _ =>
        {
            hours.Enqueue(time.GetUtcNow().Hour);
            return Task.CompletedTask;
        };
        var first = await StartAsync();
        await second.StartAsync(time);
        idle = Idle + 1;
        await NextOfBothAsync(1);
        await NextOfBothAsync(2);

        await first.AbortAsync();
        idle = 1;
        var (dead, alive) = (sample.Behaviour.Ticks.Count, second.Sample.Behaviour.Ticks.Count);
        await NextOfBothAsync(3);
        await NextOfBothAsync(4);

        Assert.Equal((dead, alive + 2), (sample.Behaviour.Ticks.Count, second.Sample.Behaviour.Ticks.Count));
        Assert.Equal([9, 10, 11, 12], hours);
        await first.DisposeAsync();

        async Task NextOfBothAsync(int count)
        {
            await NextHourAsync(() => hours.Count >= count);
            await WrittenDownAsync();
        }
    }

    [Fact]
    public async Task Timer_RunOnStartup_RunsAtTheStart()
    {
        var startup = new SampleHost(storage, "SampleStartup");
        await using var host = await startup.StartAsync(time, runTimers: true);

        await SampleHost.UntilAsync(() => startup.Behaviour.Ticks.Count == 1, "it runs at the start");

        Assert.False(startup.Behaviour.Ticks.Single().IsPastDue);
    }

    [Fact]
    public async Task Timer_Disabled_NeverRuns()
    {
        sample.Settings["AzureWebJobs.SampleTick.Disabled"] = "1";
        var other = new SampleHost(storage, "SampleStartup");
        foreach (var (name, value) in sample.Settings.Where(setting => setting.Key.Contains("SampleTick", StringComparison.Ordinal)))
        {
            other.Settings[name] = value;
        }

        await using var host = await other.StartAsync(time, runTimers: true);
        await SampleHost.UntilAsync(() => other.Behaviour.Ticks.Count == 1, "the enabled timer runs at the start");
        time.Advance(TimeSpan.FromHours(3));
        await time.SettledAsync(() => idle);

        Assert.Single(other.Behaviour.Ticks);
    }

    [Fact]
    public async Task Timer_WithTimeZone_RunsByItsClock()
    {
        sample.Settings["SampleSchedule"] = "0 30 11 * * *";
        sample.Settings["WEBSITE_TIME_ZONE"] = "Africa/Nairobi";
        await using var host = await StartAsync();

        time.Advance(TimeSpan.FromMinutes(27));
        await UntilAdvancingAsync(() => !sample.Behaviour.Ticks.IsEmpty);

        Assert.Equal(At(8, 30), sample.Behaviour.Ticks.Single().ScheduleStatus!.Next);
    }

    [Fact]
    public async Task InvokeTimerAsync_TimersAreOff_RunsItAndPassesItsErrorOn()
    {
        await using var host = await sample.StartAsync(time);

        await host.InvokeTimerAsync("SampleTick");
        sample.Behaviour.OnTick = _ => throw new InvalidOperationException("told");

        Assert.Single(sample.Behaviour.Ticks);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => host.InvokeTimerAsync("SampleTick"));
        Assert.Equal("told", error.Message);
        await Assert.ThrowsAsync<ArgumentException>(() => host.InvokeTimerAsync("SampleHello"));
    }

    [Fact]
    public async Task InvokeTimerAsync_ThreeAtOnce_RunOneAfterTheOther()
    {
        sample.Behaviour.OnTick = token => Task.Delay(50, token);
        await using var host = await sample.StartAsync(time);

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => host.InvokeTimerAsync("SampleTick")));

        Assert.Equal((3, 1), (sample.Behaviour.Ticks.Count, sample.Behaviour.MostRunning));
    }

    [Theory]
    [InlineData("SampleTick", SampleHost.MasterKey, HttpStatusCode.Accepted, 1)]
    [InlineData("SampleTick", SampleHost.FunctionKey, HttpStatusCode.Unauthorized, 0)]
    [InlineData("Unknown", SampleHost.MasterKey, HttpStatusCode.NotFound, 0)]
    public async Task PostAdminFunctions_TimerAndKey_AnswersLikeTheRealHost(string name, string key, HttpStatusCode expected, int runs)
    {
        await using var host = await sample.StartAsync(time);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("x-functions-key", key);

        using var response = await http.PostAsync(new Uri(host.BaseUrl, "admin/functions/" + name), null);
        await host.WaitUntilIdleAsync(SampleHost.Soon());

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(runs, sample.Behaviour.Ticks.Count);
    }

    private static DateTime At(int hour, int minute) => new(2026, 3, 2, hour, minute, 0);

    private async Task<FunctionsHost> StartAsync()
    {
        var host = await sample.StartAsync(time, runTimers: true);
        await WrittenDownAsync();
        return host;
    }

    private async Task NextTickAsync(int count)
    {
        await NextHourAsync(() => sample.Behaviour.Ticks.Count >= count);
        await WrittenDownAsync();
    }

    /// <summary>Lets the clock jump close to the next full hour and then run to it, until the hour's timers have begun.</summary>
    private async Task NextHourAsync(Func<bool> condition)
    {
        time.Advance(TimeSpan.FromMinutes(Math.Max(0, 50 - time.GetUtcNow().Minute)));
        await UntilAdvancingAsync(condition);
    }

    /// <summary>Waits, on the real clock, until the host has written down the run (or at first the schedule) and waits for the next.</summary>
    private async Task WrittenDownAsync()
    {
        var table = new TimerTable(new TableClient(storage.ConnectionString, "functionshosttimers"), sample.HostId);
        var soon = SampleHost.Soon();
        ScheduleStatus? status;
        do
        {
            await Task.Delay(50, soon);
            status = await table.FindAsync("SampleTick", soon);
        }
        while (status is null || status.LastUpdated <= written);
        written = status.LastUpdated;
        await time.SettledAsync(() => idle);
    }

    /// <summary>Lets the clock run fast, in steps shorter than the timers' lease, each when the host waits again to renew it.</summary>
    private async Task UntilAdvancingAsync(Func<bool> condition)
    {
        for (var step = 0; !condition(); step++)
        {
            Assert.True(step < 2000, "Waited in vain for a timer");
            await time.SettledAsync(() => idle);
            time.Advance(TimeSpan.FromSeconds(4));
            await Task.Yield();
        }
    }

    /// <summary>Another host with the same settings, which records what it does for itself.</summary>
    private sealed class SecondHost(Dictionary<string, string?> settings, StorageFixture storage) : IAsyncDisposable
    {
        private FunctionsHost? host;

        public SampleHost Sample { get; } = new(storage);

        public async Task StartAsync(TimeProvider time)
        {
            Sample.Settings.Clear();
            foreach (var (name, value) in settings)
            {
                Sample.Settings[name] = value;
            }

            host = await Sample.StartAsync(time, runTimers: true);
        }

        public ValueTask DisposeAsync() => host?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
