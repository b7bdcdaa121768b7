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

    private readonly WaitingTime _time = new(new DateTimeOffset(2026, 3, 2, 8, 1, 0, TimeSpan.Zero));
    private readonly SampleHost _sample = new(storage, "SampleTick") { Settings = { ["SampleSchedule"] = "0 0 * * * *" } };

    private DateTime _written;
    private int _idle = Idle;

    [Fact]
    public async Task Timer_DueTimeComes_RunsOnceAndIsNotPastDue()
    {
        await using var host = await StartAsync();
        _time.Advance(TimeSpan.FromMinutes(50));
        await _time.SettledAsync(() => _idle);
        Assert.Empty(_sample.Behaviour.Ticks);

        await NextTickAsync(1);
        await NextTickAsync(2);

        Assert.All(_sample.Behaviour.Ticks, tick => Assert.False(tick.IsPastDue));
        Assert.Equal([At(9, 0), At(10, 0)], _sample.Behaviour.Ticks.Select(tick => tick.ScheduleStatus!.Next));
        Assert.InRange(_sample.Behaviour.Ticks.Last().ScheduleStatus!.Last, At(9, 0), At(9, 10));
    }

    [Fact]
    public async Task Timer_HostWasDownAtTheDueTime_RunsPastDueOnceAfterTheStart()
    {
        await using (await StartAsync())
        {
            await NextTickAsync(1);
        }

        _time.Advance(TimeSpan.FromHours(3.5));
        await using var host = await _sample.StartAsync(_time, runTimers: true);
        await SampleHost.UntilAsync(() => _sample.Behaviour.Ticks.Count == 2, "the missed run is made up for");
        await WrittenDownAsync();
        await NextTickAsync(3);

        Assert.Equal([false, true, false], _sample.Behaviour.Ticks.Select(tick => tick.IsPastDue));
    }

    [Fact]
    public async Task Timer_RunTakesLongerThanTheInterval_DoesNotOverlapAndRunsPastDueNext()
    {
        var finish = new TaskCompletionSource();
        _sample.Behaviour.OnTick = _ =>
        {
            _idle = 1;
            return finish.Task;
        };
        await using var host = await StartAsync();
        await NextHourAsync(() => _sample.Behaviour.Ticks.Count == 1);

        // A renewal of the lease that the jump interrupts would count from the time before it, and the lease be lost.
        await _time.SettledAsync(() => _idle);
        _time.Advance(TimeSpan.FromHours(2.5));
        await _time.SettledAsync(() => _idle);
        Assert.Single(_sample.Behaviour.Ticks);
        _written = _time.GetUtcNow().UtcDateTime.AddTicks(-1);
        _sample.Behaviour.OnTick = _ => Task.CompletedTask;
        _idle = Idle;
        finish.SetResult();
        await SampleHost.UntilAsync(() => _sample.Behaviour.Ticks.Count == 2, "the missed run is made up for");
        await WrittenDownAsync();
        await NextTickAsync(3);

        Assert.Equal([false, true, false], _sample.Behaviour.Ticks.Select(tick => tick.IsPastDue));
        Assert.Equal(1, _sample.Behaviour.MostRunning);
    }

    [Fact]
    public async Task Timer_Throws_RunsAgainAtItsNextTime()
    {
        _sample.Behaviour.OnTick = _ => throw new InvalidOperationException("once more");
        await using var host = await StartAsync();

        await NextTickAsync(1);
        await NextTickAsync(2);

        Assert.Equal(2, _sample.Behaviour.Ticks.Count);
    }

    [Fact]
    public async Task Timer_OneOfTwoHostsDies_TheOtherTakesOverAndNoTimeIsRunTwice()
    {
        var hours = new ConcurrentQueue<int>();
        await using var second = new SecondHost(_sample.Settings, storage);
        _sample.Behaviour.OnTick = second.Sample.Behaviour.OnTick = _ =>
        {
            hours.Enqueue(_time.GetUtcNow().Hour);
            return Task.CompletedTask;
        };
        var first = await StartAsync();
        await second.StartAsync(_time);
        _idle = Idle + 1;
        await NextOfBothAsync(1);
        await NextOfBothAsync(2);

        await first.AbortAsync();
        _idle = 1;
        var (dead, alive) = (_sample.Behaviour.Ticks.Count, second.Sample.Behaviour.Ticks.Count);
        await NextOfBothAsync(3);
        await NextOfBothAsync(4);

        Assert.Equal((dead, alive + 2), (_sample.Behaviour.Ticks.Count, second.Sample.Behaviour.Ticks.Count));
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
        await using var host = await startup.StartAsync(_time, runTimers: true);

        await SampleHost.UntilAsync(() => startup.Behaviour.Ticks.Count == 1, "it runs at the start");

        Assert.False(startup.Behaviour.Ticks.Single().IsPastDue);
    }

    [Fact]
    public async Task Timer_Disabled_NeverRuns()
    {
        _sample.Settings["AzureWebJobs.SampleTick.Disabled"] = "1";
        var other = new SampleHost(storage, "SampleStartup");
        foreach (var (name, value) in _sample.Settings.Where(setting => setting.Key.Contains("SampleTick", StringComparison.Ordinal)))
        {
            other.Settings[name] = value;
        }

        await using var host = await other.StartAsync(_time, runTimers: true);
        await SampleHost.UntilAsync(() => other.Behaviour.Ticks.Count == 1, "the enabled timer runs at the start");
        _time.Advance(TimeSpan.FromHours(3));
        await _time.SettledAsync(() => _idle);

        Assert.Single(other.Behaviour.Ticks);
    }

    [Fact]
    public async Task Timer_WithTimeZone_RunsByItsClock()
    {
        _sample.Settings["SampleSchedule"] = "0 30 11 * * *";
        _sample.Settings["WEBSITE_TIME_ZONE"] = "Africa/Nairobi";
        await using var host = await StartAsync();

        _time.Advance(TimeSpan.FromMinutes(27));
        await UntilAdvancingAsync(() => !_sample.Behaviour.Ticks.IsEmpty);

        Assert.Equal(At(8, 30), _sample.Behaviour.Ticks.Single().ScheduleStatus!.Next);
    }

    [Fact]
    public async Task InvokeTimerAsync_TimersAreOff_RunsItAndPassesItsErrorOn()
    {
        await using var host = await _sample.StartAsync(_time);

        await host.InvokeTimerAsync("SampleTick");
        _sample.Behaviour.OnTick = _ => throw new InvalidOperationException("told");

        Assert.Single(_sample.Behaviour.Ticks);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => host.InvokeTimerAsync("SampleTick"));
        Assert.Equal("told", error.Message);
        await Assert.ThrowsAsync<ArgumentException>(() => host.InvokeTimerAsync("SampleHello"));
    }

    [Fact]
    public async Task InvokeTimerAsync_ThreeAtOnce_RunOneAfterTheOther()
    {
        _sample.Behaviour.OnTick = token => Task.Delay(50, token);
        await using var host = await _sample.StartAsync(_time);

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => host.InvokeTimerAsync("SampleTick")));

        Assert.Equal((3, 1), (_sample.Behaviour.Ticks.Count, _sample.Behaviour.MostRunning));
    }

    [Theory]
    [InlineData("SampleTick", SampleHost.MasterKey, HttpStatusCode.Accepted, 1)]
    [InlineData("SampleTick", SampleHost.FunctionKey, HttpStatusCode.Unauthorized, 0)]
    [InlineData("Unknown", SampleHost.MasterKey, HttpStatusCode.NotFound, 0)]
    public async Task PostAdminFunctions_TimerAndKey_AnswersLikeTheRealHost(string name, string key, HttpStatusCode expected, int runs)
    {
        await using var host = await _sample.StartAsync(_time);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("x-functions-key", key);

        using var response = await http.PostAsync(new Uri(host.BaseUrl, "admin/functions/" + name), null);
        await host.WaitUntilIdleAsync(SampleHost.Soon());

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(runs, _sample.Behaviour.Ticks.Count);
    }

    private static DateTime At(int hour, int minute) => new(2026, 3, 2, hour, minute, 0);

    private async Task<FunctionsHost> StartAsync()
    {
        var host = await _sample.StartAsync(_time, runTimers: true);
        await WrittenDownAsync();
        return host;
    }

    private async Task NextTickAsync(int count)
    {
        await NextHourAsync(() => _sample.Behaviour.Ticks.Count >= count);
        await WrittenDownAsync();
    }

    /// <summary>Lets the clock jump close to the next full hour and then run to it, until the hour's timers have begun.</summary>
    private async Task NextHourAsync(Func<bool> condition)
    {
        _time.Advance(TimeSpan.FromMinutes(Math.Max(0, 50 - _time.GetUtcNow().Minute)));
        await UntilAdvancingAsync(condition);
    }

    /// <summary>Waits, on the real clock, until the host has written down the run (or at first the schedule) and waits for the next.</summary>
    private async Task WrittenDownAsync()
    {
        var table = new TimerTable(new TableClient(storage.ConnectionString, "functionshosttimers"), _sample.HostId);
        var soon = SampleHost.Soon();
        ScheduleStatus? status;
        do
        {
            await Task.Delay(50, soon);
            status = await table.FindAsync("SampleTick", soon);
        }
        while (status is null || status.LastUpdated <= _written);
        _written = status.LastUpdated;
        await _time.SettledAsync(() => _idle);
    }

    /// <summary>Lets the clock run fast, in steps shorter than the timers' lease, each when the host waits again to renew it.</summary>
    private async Task UntilAdvancingAsync(Func<bool> condition)
    {
        for (var step = 0; !condition(); step++)
        {
            Assert.True(step < 2000, "Waited in vain for a timer");
            await _time.SettledAsync(() => _idle);
            _time.Advance(TimeSpan.FromSeconds(4));
            await Task.Yield();
        }
    }

    /// <summary>Another host with the same settings, which records what it does for itself.</summary>
    private sealed class SecondHost(Dictionary<string, string?> settings, StorageFixture storage) : IAsyncDisposable
    {
        private FunctionsHost? _host;

        public SampleHost Sample { get; } = new(storage);

        public async Task StartAsync(TimeProvider time)
        {
            Sample.Settings.Clear();
            foreach (var (name, value) in settings)
            {
                Sample.Settings[name] = value;
            }

            _host = await Sample.StartAsync(time, runTimers: true);
        }

        public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
