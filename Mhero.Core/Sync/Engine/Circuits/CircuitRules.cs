using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;

namespace Mhero.Core.Sync.Engine.Circuits;

/// <summary>The decisions about circuits, without clock and storage.</summary>
/// <param name="options">Thresholds and waits.</param>
internal sealed class CircuitRules(CircuitOptions options)
{
    /// <summary>Signatures that are counted at the same time; the oldest goes.</summary>
    private const int MaxGroups = 8;

    /// <summary>Whether a record has to wait.</summary>
    public static bool Blocks(CircuitRow row, QueueItem item) => row.IsOpen && (!row.IsPartial || item.Refused == row.Epoch);

    /// <summary>Whether a record may be tried now.</summary>
    public static bool MayProbe(CircuitRow row, DateTimeOffset now) => row.IsOpen && now >= row.NextProbeAt && (row.Probe is null || now > row.ProbeUntil);

    /// <summary>Whether the work wrote something on the side; where its counts do not name the side, both count.</summary>
    public static bool HasWritten<TItem>(Work<TItem> work, CircuitSide side)
        where TItem : QueueItem =>
        work.Written.Values.Keys.Any(name => IsWrite(name) && (SideOf(name) ?? side) == side);

    /// <summary>Whether a record that was refused is accepted now.</summary>
    public static bool Accepts<TItem>(CircuitRow row, Work<TItem> work)
        where TItem : QueueItem =>
        row.IsOpen && work.Item.Refused is not null && work.State is (ItemState.Done or ItemState.Skipped or ItemState.Review)
        && (work.Item.Refused == row.Epoch || HasWritten(work, row.Side));

    /// <summary>The result of a probe.</summary>
    public static ProbeResult ResultOf<TItem>(Work<TItem>? work, CircuitProbe probe, IReadOnlyList<CircuitFailure> failures, string queue)
        where TItem : QueueItem
    {
        if (work is null)
        {
            return ProbeResult.NothingToDo;
        }

        if (failures.Any(failure => failure.Record == DeadLetterStore.IdFor(queue, probe.Subject)))
        {
            return ProbeResult.Refused;
        }

        return work.State switch
        {
            ItemState.Postponed or ItemState.Retry => ProbeResult.Unknown,
            _ when probe.WasRefused => ProbeResult.Accepted,
            ItemState.Done when HasWritten(work, probe.Side) => ProbeResult.OtherWritten,
            _ => ProbeResult.NothingToDo,
        };
    }

    /// <summary>How long what is held back waits: until the next probe.</summary>
    public TimeSpan DelayOf(CircuitRow row, DateTimeOffset now) =>
        row.NextProbeAt > now ? row.NextProbeAt - now : options.ProbeInterval;

    /// <summary>
    /// The record to try. In turn one that was refused, which shows whether the cause is gone, and one that was not tried
    /// yet, which shows whether the cause concerns all; when none of that kind comes in time, any.
    /// </summary>
    public TItem? Choose<TItem>(CircuitRow row, IReadOnlyList<TItem> blocked, DateTimeOffset now)
        where TItem : QueueItem
    {
        if (!MayProbe(row, now))
        {
            return null;
        }

        var refused = row.IsPartial || row.Probes % 2 == 0;
        var wanted = blocked.FirstOrDefault(item => item.Refused == row.Epoch == refused);
        return wanted ?? (now >= row.NextProbeAt + (options.ProbeInterval / 2) ? blocked[0] : null);
    }

    /// <summary>The circuit after a batch.</summary>
    public CircuitRow Next(
        CircuitRow row, IReadOnlyList<CircuitFailure> failures, IReadOnlyList<string?> heldBefore, int successes, CircuitProbe? probe, ProbeResult result, DateTimeOffset now,
        bool isAccepted = false)
    {
        if (row.IsOpen && (isAccepted || (row.IsPartial && successes > 0 && now > row.NextProbeAt + (2 * options.MaxProbeInterval))))
        {
            // A record that was refused is done, as the probe or by an instance that did not know of the circuit yet; or none is left to probe.
            row = Closed(row);
        }

        if (row.IsOpen && probe is not null && row.Probe == probe.Id)
        {
            row = AfterProbe(row, failures, result, now);
        }

        var unknown = failures.Where(failure => !row.Keys.Contains(failure.Signature.Key)).ToList();
        row = Count(row, unknown, successes, now);
        foreach (var failure in unknown.DistinctBy(failure => failure.Signature.Key).Where(failure => row.Groups.TryGetValue(failure.Signature.Key, out var group) && IsReached(group)))
        {
            row = Open(row, failure, now);
        }

        if (!row.IsOpen)
        {
            return row;
        }

        var held = failures.Where((failure, i) => row.Keys.Contains(failure.Signature.Key) && heldBefore[i] != row.Epoch).Count();
        return held == 0 ? row : row with { Held = row.Held + held };
    }

    /// <summary>The circuit after the queue was found empty: closed when a record was due to be tried and none is there.</summary>
    /// <param name="row">The circuit.</param>
    /// <param name="now">The time (UTC).</param>
    /// <returns>The same object when it is closed already, waits for its next probe, or has one under way.</returns>
    public CircuitRow AfterEmptyQueue(CircuitRow row, DateTimeOffset now) =>
        row.IsOpen && MayProbe(row, now) && now >= row.NextProbeAt + options.ProbeInterval ? Closed(row) : row;

    private CircuitRow AfterProbe(CircuitRow row, IReadOnlyList<CircuitFailure> failures, ProbeResult result, DateTimeOffset now)
    {
        row = row with { Probe = null };
        return result switch
        {
            // Refused for another reason: the cause that opened the circuit is gone.
            ProbeResult.Refused when !failures.Any(failure => row.Keys.Contains(failure.Signature.Key)) => Closed(row),
            ProbeResult.Refused => row with { Probes = row.Probes + 1, NextProbeAt = now + IntervalAfter(row.Probes + 1) },
            ProbeResult.Accepted => Closed(row),
            ProbeResult.OtherWritten => row with { IsPartial = true, Probes = row.Probes + 1, NextProbeAt = now + options.ProbeInterval },
            ProbeResult.NothingToDo => row with { Probes = row.Probes + 1, NextProbeAt = now },
            _ => row with { NextProbeAt = now + options.ProbeInterval },
        };
    }

    private static CircuitRow Closed(CircuitRow row) => new() { Queue = row.Queue, Side = row.Side };

    private static bool IsWrite(string name) => name.EndsWith("Created", StringComparison.Ordinal) || name.EndsWith("Updated", StringComparison.Ordinal);

    private static CircuitSide? SideOf(string name) => name switch
    {
        SyncCounts.ContactsCreated or SyncCounts.ContactsUpdated => CircuitSide.RapidPro,
        SyncCounts.PractitionersCreated or SyncCounts.PractitionersUpdated => CircuitSide.Fhir,
        _ when name == OutcomeCounts.SentReports.Updated => CircuitSide.Madx,
        _ when name == OutcomeCounts.DataValueSets.Created || name == OutcomeCounts.DataValueSets.Updated => CircuitSide.Dhis2,
        _ => null,
    };

    private CircuitRow Count(CircuitRow row, List<CircuitFailure> failures, int successes, DateTimeOffset now)
    {
        if (failures.Count == 0 && (successes == 0 || row.Groups.Count == 0))
        {
            return row;
        }

        var groups = row.Groups.Where(g => now - g.Value.LastAt <= options.Window)
            .ToDictionary(g => g.Key, g => g.Value with { Successes = g.Value.Successes + successes });
        foreach (var same in failures.GroupBy(failure => failure.Signature))
        {
            var group = groups.GetValueOrDefault(same.Key.Key) ?? new FailureGroup { IsSystemic = same.Key.IsSystemic, Successes = successes };
            var records = group.Records.Union(same.Select(failure => failure.Record)).Take(options.RecordThreshold);
            groups[same.Key.Key] = group with { Records = [.. records], LastAt = now };
        }

        return row with { Groups = groups.OrderByDescending(g => g.Value.LastAt).Take(MaxGroups).ToDictionary() };
    }

    private bool IsReached(FailureGroup group) => group.IsSystemic
        ? group.Records.Count >= options.Threshold
        : group.Records.Count >= options.RecordThreshold && group.Successes < group.Records.Count;

    private CircuitRow Open(CircuitRow row, CircuitFailure failure, DateTimeOffset now) => row with
    {
        Epoch = row.Epoch ?? Guid.NewGuid().ToString("N"),
        Keys = [.. row.Keys, failure.Signature.Key],
        OpenedAt = row.IsOpen ? row.OpenedAt : now,
        Code = failure.Code,
        Cause = failure.Cause,
        IsPartial = false,
        NextProbeAt = row.IsOpen ? row.NextProbeAt : now + options.ProbeInterval,
        Groups = row.Groups.Where(g => g.Key != failure.Signature.Key).ToDictionary(),
    };

    private TimeSpan IntervalAfter(int probes) =>
        TimeSpan.FromTicks((long)Math.Min(options.MaxProbeInterval.Ticks, options.ProbeInterval.Ticks * Math.Pow(2, Math.Min(probes, 30))));
}
