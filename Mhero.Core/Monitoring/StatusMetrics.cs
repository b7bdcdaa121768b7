using System.Diagnostics.Metrics;
using Mhero.Core.Sync.Engine.Circuits;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Monitoring;

/// <summary>
/// Reports the status as metrics: gauges of what waits and what is behind, and a heartbeat. The gauges hold what was read last; an instance
/// on which the timer no longer runs stops reporting them after <see cref="MaxAge"/>.
/// </summary>
public sealed class StatusMetrics
{
    /// <summary>Counter of the readings of the status. Its absence shows that no instance runs, or that storage does not answer.</summary>
    public const string Heartbeat = "mhero.heartbeat";

    /// <summary>Gauge: dead letters.</summary>
    public const string DeadLetters = "mhero.dead_letters.open";

    /// <summary>Gauge: 1 for each queue whose circuit is open, tags <c>queue</c> and <c>side</c>; 0 without tags when none is.</summary>
    public const string CircuitOpen = "mhero.circuit.open";

    /// <summary>Gauge: reviews that wait for a person.</summary>
    public const string Reviews = "mhero.reviews.open";

    /// <summary>Gauge: messages on a queue, tag <c>queue</c>.</summary>
    public const string QueueMessages = "mhero.queue.messages";

    /// <summary>Gauge: seconds that the first visible message of a queue has waited, tag <c>queue</c>.</summary>
    public const string QueueAge = "mhero.queue.oldest_message.age";

    /// <summary>Gauge: seconds since a poller last read its side to the end, tag <c>cursor</c>.</summary>
    public const string CursorLag = "mhero.cursor.lag";

    /// <summary>Gauge: seconds between our clock and that of a side, ahead or behind, tag <c>side</c>.</summary>
    public const string ClockDifference = "mhero.clock.difference";

    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(15);

    private readonly OpenCircuits _circuits;
    private readonly StatusReader _reader;
    private readonly TimeProvider _time;
    private readonly Counter<long> _heartbeat;
    private volatile Snapshot? _last;

    /// <summary>Creates the instruments.</summary>
    /// <param name="circuits">Closes circuits that nothing waits for.</param>
    /// <param name="reader">Reads the status.</param>
    /// <param name="meters">Where the meter belongs.</param>
    /// <param name="time">The clock, for the age of a reading.</param>
    internal StatusMetrics(OpenCircuits circuits, StatusReader reader, IMeterFactory meters, TimeProvider time)
    {
        (_circuits, _reader, _time) = (circuits, reader, time);
        var meter = meters.Create(SyncMetrics.MeterName);
        _heartbeat = meter.CreateCounter<long>(Heartbeat, "{reading}", "Readings of the status");
        meter.CreateObservableGauge(DeadLetters, () => Measure(s => One(s.Status.DeadLetters)), "{item}", "Items that could not be handled");
        meter.CreateObservableGauge(Reviews, () => Measure(s => One(s.Status.Reviews)), "{question}", "Questions that wait for a person");
        meter.CreateObservableGauge(CircuitOpen, () => Measure(s => Circuits(s.Status)), "{circuit}", "Queues whose work equal failures have stopped");
        meter.CreateObservableGauge(QueueMessages, () => Measure(s => s.Status.Queues.Select(q => Of(q.Messages, "queue", q.Name))), "{message}", "Messages on a queue");
        meter.CreateObservableGauge(
            QueueAge, () => Measure(s => s.Status.Queues.Select(q => Of(Seconds(s.At, q.Oldest), "queue", q.Name))), "s", "How long the first visible message has waited");
        meter.CreateObservableGauge(
            CursorLag, () => Measure(s => s.Status.Readings.Select(r => Of(Seconds(s.At, r.BehindSince), "cursor", r.Kind))), "s", "Time since a poller last read to the end");
        meter.CreateObservableGauge(
            ClockDifference, () => Measure(s => s.Status.Clocks.Select(c => Of(Math.Abs((long)c.AheadSeconds), "side", c.Side))), "s", "Difference between a side's clock and ours");
    }

    /// <summary>Reads the status and keeps it for the gauges, after circuits that nothing waits for were closed.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await _circuits.CloseEmptyAsync(cancellationToken);
        var status = await _reader.ReadAsync(cancellationToken);
        _last = new Snapshot(status, _time.GetUtcNow());
        _heartbeat.Add(1);
    }

    private static long Seconds(DateTimeOffset now, DateTimeOffset? since) => since is { } then && then < now ? (long)(now - then).TotalSeconds : 0;

    private static Measurement<long> Of(long value, string tag, string name) => new(value, new KeyValuePair<string, object?>(tag, name));

    private static IEnumerable<Measurement<long>> Circuits(Status status) => status.Circuits.Count == 0
        ? One(0)
        : status.Circuits.Select(c => new Measurement<long>(1, new("queue", c.Queue), new KeyValuePair<string, object?>("side", c.Side)));

    private static IEnumerable<Measurement<long>> One(long value) => [new(value)];

    private IEnumerable<Measurement<long>> Measure(Func<Snapshot, IEnumerable<Measurement<long>>> read) =>
        _last is { } last && _time.GetUtcNow() - last.At <= MaxAge ? read(last) : [];

    private sealed record Snapshot(Status Status, DateTimeOffset At);
}
