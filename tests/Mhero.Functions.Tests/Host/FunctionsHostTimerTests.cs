using System.Collections.Concurrent;
using System.Net;
using Mhero.Local.Host;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.Functions.Tests.Host;

[Collection(HostTests.Name)]
public sealed class FunctionsHostTimerTests(StorageFixture storage)
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 2, 8, 1, 0, TimeSpan.Zero));
    private readonly SampleHost sample = new(storage, "SampleTick");

    [Fact]
    public async Task Timer_DueTimeComes_RunsOnceAndIsNotPastDue()
    {
        await using var host = await sample.StartAsync(time, runTimers: true);
        await AdvanceAsync(TimeSpan.FromMinutes(3.9));
        Assert.Empty(sample.Behaviour.Ticks);

        await AdvanceUntilTicksAsync(1);
        await AdvanceUntilTicksAsync(2);

        Assert.All(sample.Behaviour.Ticks, tick => Assert.False(tick.IsPastDue));
        var last = sample.Behaviour.Ticks.Last().ScheduleStatus!;
        Assert.Equal(new DateTime(2026, 3, 2, 8, 10, 0), last.Next);
        Assert.InRange(last.Last, new DateTime(2026, 3, 2, 8, 5, 0), new DateTime(2026, 3, 2, 8, 6, 0));
    }

    [Fact]
    public async Task Timer_HostWasDownAtTheDueTime_RunsPastDueOnceAfterTheStart()
    {
        await using (await sample.StartAsync(time, runTimers: true))
        {
            await AdvanceUntilTicksAsync(1);
            await Task.Delay(300);
        }

        time.Advance(TimeSpan.FromHours(2));
        await using var host = await sample.StartAsync(time, runTimers: true);
        await SampleHost.UntilAsync(() => sample.Behaviour.Ticks.Count == 2, "the missed run is made up for");
        await AdvanceUntilTicksAsync(3);

        Assert.Equal([false, true, false], sample.Behaviour.Ticks.Select(tick => tick.IsPastDue));
    }

    [Fact]
    public async Task Timer_RunTakesLongerThanTheInterval_DoesNotOverlapAndRunsPastDueNext()
    {
        var finish = new TaskCompletionSource();
        sample.Behaviour.OnTick = _ => finish.Task;
        await using var host = await sample.StartAsync(time, runTimers: true);
        await AdvanceUntilTicksAsync(1);

        await AdvanceAsync(TimeSpan.FromMinutes(12));
        Assert.Single(sample.Behaviour.Ticks);
        finish.SetResult();
        await AdvanceUntilTicksAsync(2);
        Assert.InRange(time.GetUtcNow(), At(8, 10), At(8, 19));
        await AdvanceUntilTicksAsync(3);

        Assert.Equal([false, true, false], sample.Behaviour.Ticks.Select(tick => tick.IsPastDue));
        Assert.Equal(1, sample.Behaviour.MostRunning);
    }

    [Fact]
    public async Task Timer_Throws_RunsAgainAtItsNextTime()
    {
        sample.Behaviour.OnTick = _ => throw new InvalidOperationException("once more");
        await using var host = await sample.StartAsync(time, runTimers: true);

        await AdvanceUntilTicksAsync(2);

        Assert.Equal(2, sample.Behaviour.Ticks.Count);
    }

    [Fact]
    public async Task Timer_OneOfTwoHostsDies_TheOtherTakesOverAndNoTimeIsRunTwice()
    {
        var minutes = new ConcurrentQueue<string>();
        await using var second = new SecondHost(sample.Settings, storage);
        sample.Settings["SampleSchedule"] = "0 * * * * *";
        sample.Behaviour.OnTick = second.Sample.Behaviour.OnTick = _ =>
        {
            minutes.Enqueue($"{time.GetUtcNow():HH:mm}");
            return Task.CompletedTask;
        };
        var first = await sample.StartAsync(time, runTimers: true);
        await AdvanceUntilTicksAsync(1);
        await second.StartAsync(time);
        await AdvanceUntilTicksAsync(3);

        await first.AbortAsync();
        var dead = sample.Behaviour.Ticks.Count;
        await UntilAdvancingAsync(() => second.Sample.Behaviour.Ticks.Count >= 2);

        Assert.Equal(dead, sample.Behaviour.Ticks.Count);
        Assert.Equal(minutes.Distinct(), minutes);
        await first.DisposeAsync();
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
        await AdvanceAsync(TimeSpan.FromMinutes(20));

        Assert.Single(other.Behaviour.Ticks);
    }

    [Fact]
    public async Task Timer_WithTimeZone_RunsByItsClock()
    {
        sample.Settings["SampleSchedule"] = "0 30 11 * * *";
        sample.Settings["WEBSITE_TIME_ZONE"] = "Africa/Nairobi";
        await using var host = await sample.StartAsync(time, runTimers: true);

        await AdvanceUntilTicksAsync(1);

        Assert.InRange(time.GetUtcNow(), At(8, 30), At(8, 31));
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

    private static DateTimeOffset At(int hour, int minute) => new(2026, 3, 2, hour, minute, 0, TimeSpan.Zero);

    /// <summary>Lets the clock run fast, with pauses in which the host reads and writes its table.</summary>
    private async Task AdvanceAsync(TimeSpan span)
    {
        for (var end = time.GetUtcNow() + span; time.GetUtcNow() < end;)
        {
            time.Advance(TimeSpan.FromSeconds(Math.Min(4, (end - time.GetUtcNow()).TotalSeconds)));
            await Task.Delay(5);
        }
    }

    private Task AdvanceUntilTicksAsync(int count) => UntilAdvancingAsync(() => sample.Behaviour.Ticks.Count >= count);

    private async Task UntilAdvancingAsync(Func<bool> condition)
    {
        for (var step = 0; !condition(); step++)
        {
            Assert.True(step < 2000, "Waited in vain for a timer");
            await AdvanceAsync(TimeSpan.FromSeconds(4));
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
