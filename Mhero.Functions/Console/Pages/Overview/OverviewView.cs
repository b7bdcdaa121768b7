using Mhero.Core.Monitoring;
using Mhero.Core.Monitoring.Activity;
using Mhero.Core.Sync.Engine.Circuits;

namespace Mhero.Functions.Console.Pages.Overview;

/// <summary>The content of the overview.</summary>
/// <param name="Findings">The faults and open questions, the worst first.</param>
/// <param name="Directions">Each poller.</param>
/// <param name="Queues">What waits.</param>
/// <param name="Days">The counts of the last days, the present one last.</param>
/// <param name="RequestsThisHour">Requests that RapidPro answered in the present hour (UTC).</param>
/// <param name="Status">The status.</param>
/// <param name="Conflicts">Conflicts on record.</param>
public sealed record OverviewView(
    IReadOnlyList<OverviewFinding> Findings,
    IReadOnlyList<DirectionView> Directions,
    IReadOnlyList<QueueStatus> Queues,
    IReadOnlyList<ActivityDay> Days,
    long RequestsThisHour,
    Status Status,
    int Conflicts)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LargestClockDifference = TimeSpan.FromMinutes(1);

    /// <summary>A reading may miss so many of its times before it counts as late.</summary>
    private const int MissedTimes = 3;

    /// <summary>Makes the view.</summary>
    /// <param name="status">The status.</param>
    /// <param name="days">The counts of the days.</param>
    /// <param name="conflicts">Conflicts on record.</param>
    /// <param name="queues">The queues of the directions.</param>
    /// <param name="schedules">When timers fire next.</param>
    /// <param name="now">The time (UTC).</param>
    public static OverviewView Of(Status status, IReadOnlyList<ActivityDay> days, int conflicts, DirectionQueues queues, TimerSchedules schedules, DateTimeOffset now)
    {
        var directions = status.Readings.Select(reading => DirectionOf(reading, status, queues, schedules, now)).ToList();
        var findings = new List<OverviewFinding>();
        findings.AddRange(status.Circuits.Select(circuit => CircuitOf(circuit)));
        findings.AddRange(status.Pauses.Select(pause => new OverviewFinding("note", "overview.paused", [$"direction.{pause.Direction}", pause.By], "syncs", pause.Reason)));
        findings.AddRange(directions.Where(d => d.Health != "good").Select(d => new OverviewFinding(
            d.Health, d.Error is null ? "overview.late" : "overview.failed", [$"direction.{d.Kind}"], "syncs", d.Error)));
        findings.AddRange(status.Queues.Where(q => now - q.Oldest > LongestWait).Select(q => new OverviewFinding("note", "overview.waiting", [q.Name, q.Messages], "syncs")));
        findings.AddRange(status.Clocks.Where(c => TimeSpan.FromSeconds(Math.Abs((long)c.AheadSeconds)) > LargestClockDifference)
            .Select(c => new OverviewFinding("note", "overview.clock", [c.Side, c.AheadSeconds])));
        Add(status.DeadLetters, "overview.dead-letters", "failures");
        Add(status.Reviews, "overview.reviews", "reviews");
        Add(status.WorkersWithIssues, "overview.worker-issues", null);
        Add(status.PlacesWithIssues, "overview.place-issues", null);
        return new OverviewView(
            [.. findings.OrderBy(f => f.Kind == "bad" ? 0 : 1)], directions, status.Queues, days, days[^1].Counts.Requests.GetValueOrDefault(now.Hour), status, conflicts);

        void Add(int count, string key, string? path)
        {
            if (count > 0)
            {
                findings.Add(new OverviewFinding("note", key, [count], path));
            }
        }
    }

    /// <summary>Whether nothing keeps work from going on.</summary>
    public bool IsWorking => Findings.All(f => f.Kind != "bad");

    private static OverviewFinding CircuitOf(CircuitStatus circuit) =>
        new("bad", "overview.circuit", [circuit.Queue, circuit.Side == "Fhir" ? "side.registry" : "side.rapidpro", circuit.Held], "syncs", $"{circuit.Code}: {circuit.Cause}");

    private static DirectionView DirectionOf(ReadingStatus reading, Status status, DirectionQueues queues, TimerSchedules schedules, DateTimeOffset now)
    {
        var isLate = schedules.IntervalOf(reading.Kind, now) is { } interval && now - reading.BehindSince > (interval * MissedTimes) + LongestWait;
        var queue = queues.Names.GetValueOrDefault(reading.Kind);
        var waiting = status.Queues.FirstOrDefault(q => q.Name == queue);
        var lag = now - (waiting?.Oldest < reading.BehindSince ? waiting.Oldest.Value : reading.BehindSince);
        return new DirectionView(
            reading.Kind,
            reading.Error is not null ? "bad" : isLate ? "note" : "good",
            reading.FinishedAt,
            reading.Error,
            lag > TimeSpan.Zero ? lag : TimeSpan.Zero,
            waiting?.Messages,
            queue is null ? null : queues.Failed.GetValueOrDefault(queue),
            schedules.NextOf(reading.Kind, now));
    }
}
