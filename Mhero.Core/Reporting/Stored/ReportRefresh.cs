using Mhero.Core.Fhir;

namespace Mhero.Core.Reporting.Stored;

/// <summary>Brings the stored reports of a scope up to what the registry has. Each step can be repeated, and left off at any point.</summary>
internal sealed class ReportRefresh(FacilityReports reports, ReportStore store, IOptions<ReportingOptions> options, TimeProvider time)
{
    /// <summary>How long a reading holds when no change was seen: a report that was deleted, or moved to another day, and a worker who moved, show after it.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>How far changes are looked at again: a search may lag behind a write, and clocks differ.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(5);

    /// <summary>Does all parts that are left.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="cancellationToken">Ends it; the parts that are done by then stay done.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task RunAsync(ReportScope scope, CancellationToken cancellationToken)
    {
        await NoteChangesAsync(scope, cancellationToken);
        await ReadAsync(scope, scope.PartsOf(options.Value, time.GetUtcNow()), cancellationToken);
    }

    /// <summary>Finds the parts of which reports were written since the last look, whatever the number of periods that the scope has.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task NoteChangesAsync(ReportScope scope, CancellationToken cancellationToken)
    {
        var key = scope.KeyOf(options.Value);
        var now = time.GetUtcNow();
        if (await store.FindStateAsync(key, cancellationToken) is not { Since: { } since } state || state.LookedAt + (2 * Longest) <= now)
        {
            // No part was read yet, or all are to be read again. The time is the registry's own, because its clock may differ from this one.
            var newest = await reports.FindLatestChangeAsync(scope.Forms, cancellationToken) ?? DateTimeOffset.UnixEpoch;
            await store.ChangeStateAsync(key, before => new ReportReadingState(newest, now, before?.Job), cancellationToken);
            return;
        }

        var latest = since;
        var parts = (scope with { Count = ReportMatrices.MaxPeriods }).PartsOf(options.Value, now);
        var changed = new Dictionary<ReportPeriod, DateTimeOffset>();
        await foreach (var (at, written) in reports.ReadChangesAsync(scope.Forms, since - Overlap, cancellationToken))
        {
            latest = written > latest ? written.Value : latest;
            if (at is { } moment && parts.Find(part => part.Contains(moment)) is { } part)
            {
                // For the overlap reports come again that were seen before: a part that was read after them has them.
                var unless = written <= since ? written.Value + Overlap : DateTimeOffset.MaxValue;
                changed[part] = changed.TryGetValue(part, out var other) && other > unless ? other : unless;
            }
        }

        foreach (var (part, unless) in changed)
        {
            await store.NoteChangeAsync(key, part, unless, cancellationToken);
        }

        await store.ChangeStateAsync(key, before => before is null ? null : before with { Since = before.Since > latest ? before.Since : latest, LookedAt = now }, cancellationToken);
    }

    /// <summary>Reads those of some parts that were not read, or not since they changed: parts without a gap by one search.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="parts">The parts, the earliest first.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task ReadAsync(ReportScope scope, IReadOnlyList<ReportPeriod> parts, CancellationToken cancellationToken)
    {
        if (parts.Count == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        var stored = await store.ReadAsync(scope.KeyOf(options.Value), parts[0], parts[^1], cancellationToken);
        var span = new List<ReportPeriod>();
        foreach (var part in parts)
        {
            if (stored.TryGetValue(part.First, out var there) && !there.IsStale(now, Longest))
            {
                continue;
            }

            if (span.Count > 0 && span[^1].End != part.Start)
            {
                await ReadSpanAsync(scope, span, cancellationToken);
                span.Clear();
            }

            span.Add(part);
        }

        await ReadSpanAsync(scope, span, cancellationToken);
    }

    private async Task ReadSpanAsync(ReportScope scope, List<ReportPeriod> span, CancellationToken cancellationToken)
    {
        if (span.Count == 0)
        {
            return;
        }

        var began = time.GetUtcNow();
        var (zone, weekStart) = (options.Value.Zone(), options.Value.WeekStart);
        var read = span.ToDictionary(part => part.First, _ => new Dictionary<string, Dictionary<string, long>>(StringComparer.Ordinal));
        await foreach (var report in reports.ReadTimeAsync(scope.Forms, span[0].Start, span[^1].End, scope.Kind, cancellationToken))
        {
            var period = ReportPeriod.Containing(scope.Kind, report.About, zone, weekStart).Name;
            var facilities = read[span.Find(part => part.Contains(report.At))!.First];
            if (!facilities.TryGetValue(period, out var given))
            {
                facilities[period] = given = new(StringComparer.Ordinal);
            }

            var seconds = (report.Given ?? report.At).ToUnixTimeSeconds();
            given[report.Facility] = given.TryGetValue(report.Facility, out var first) && first < seconds ? first : seconds;
        }

        var holds = (time.GetUtcNow() - began) * 20;
        foreach (var part in span)
        {
            await store.SaveAsync(scope.KeyOf(options.Value), part, new StoredReports { ReadAt = began, Holds = holds < LongestHold ? holds : LongestHold, Periods = read[part.First] }, cancellationToken);
        }
    }
}
