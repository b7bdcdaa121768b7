using Mhero.Core.Monitoring;
using Mhero.Core.Monitoring.Activity;
using Mhero.Functions.Console.Pages.Overview;

namespace Mhero.Functions.Tests.Console;

/// <summary>What the overview says of each direction.</summary>
public sealed class OverviewViewTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly DirectionQueues Queues = new(
        new Dictionary<string, string> { ["runs"] = "runs-queue", ["contacts"] = "contacts-queue" }, new Dictionary<string, int> { ["runs-queue"] = 3 });

    private static readonly TimerSchedules Schedules = new(new ConfigurationBuilder().AddInMemoryCollection([new("SyncRunsSchedule", "0 */5 * * * *")]).Build());

    [Fact]
    public void Lag_NothingWaiting_IsTheTimeSinceTheLastReadingToTheEnd()
    {
        var runs = Direction(new ReadingStatus("runs", Now.AddMinutes(-4), Now.AddMinutes(-4)), new QueueStatus("runs-queue", 0, 0, null));

        Assert.Equal((TimeSpan.FromMinutes(4), 0, 3, "good"), (runs.Lag, runs.Waiting!.Value, runs.Failed!.Value, runs.Health));
        Assert.Equal(Now.AddMinutes(5), runs.Next);
    }

    [Fact]
    public void Lag_MessageThatWaitsLonger_IsTheTimeOfTheMessage()
    {
        var runs = Direction(new ReadingStatus("runs", Now.AddMinutes(-4), Now.AddMinutes(-4)), new QueueStatus("runs-queue", 7, 0, Now.AddMinutes(-50)));

        Assert.Equal((TimeSpan.FromMinutes(50), 7), (runs.Lag, runs.Waiting!.Value));
    }

    [Fact]
    public void Lag_NeverRead_IsTheTimeSinceTheFirstReadingBegan()
    {
        var runs = Direction(new ReadingStatus("runs", null, Now.AddHours(-3)) { Error = "MH1001: refused" }, new QueueStatus("runs-queue", 0, 0, null));

        Assert.Equal((TimeSpan.FromHours(3), "bad", "MH1001: refused", null), (runs.Lag, runs.Health, runs.Error, runs.LastSuccess));
    }

    [Fact]
    public void Lag_ClockThatWentBack_IsNone() =>
        Assert.Equal(TimeSpan.Zero, Direction(new ReadingStatus("runs", Now.AddMinutes(1), Now.AddMinutes(1)), new QueueStatus("runs-queue", 0, 0, null)).Lag);

    [Fact]
    public void Direction_WithoutAQueue_SaysNothingOfWhatWaits()
    {
        var other = Direction(new ReadingStatus("purge", Now, Now), new QueueStatus("runs-queue", 7, 0, Now));

        Assert.Equal((null, null), (other.Waiting, other.Failed));
    }

    private static DirectionView Direction(ReadingStatus reading, QueueStatus queue)
    {
        var status = new Status([], [queue], [], 0, 0, 0, [], [reading], [], [], []);
        return Assert.Single(OverviewView.Of(status, [new ActivityDay(new DateOnly(2026, 11, 30), new ActivityCounts())], 0, Queues, Schedules, Now).Directions);
    }
}
