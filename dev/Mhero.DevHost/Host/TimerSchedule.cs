using System.Diagnostics.CodeAnalysis;
using NCrontab;

namespace Mhero.DevHost.Host;

/// <summary>An NCRONTAB schedule read in a time zone.</summary>
internal sealed class TimerSchedule
{
    private static readonly DateTime SomeMoment = new(2024, 1, 1);

    private readonly CrontabSchedule _schedule;
    private readonly TimeZoneInfo _zone;

    private TimerSchedule(CrontabSchedule schedule, TimeZoneInfo zone)
    {
        (_schedule, _zone) = (schedule, zone);
        IsDense = HasPairWithinAMinute(schedule);
    }

    /// <summary>True if occurrences lie less than a minute apart; such timers are not remembered across restarts, as on Azure.</summary>
    public bool IsDense { get; }

    /// <summary>Reads an expression of six fields, seconds first, or of five, which then means second 0. False too for one that never comes, like 30 February.</summary>
    public static bool TryParse(string expression, TimeZoneInfo zone, [NotNullWhen(true)] out TimerSchedule? schedule)
    {
        var fields = expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        var parsed = fields is 5 or 6
            ? CrontabSchedule.TryParse(expression, new CrontabSchedule.ParseOptions { IncludingSeconds = fields == 6 })
            : null;
        var comes = parsed is not null && parsed.GetNextOccurrence(SomeMoment) < SomeMoment.AddYears(100);
        schedule = comes ? new TimerSchedule(parsed!, zone) : null;
        return schedule is not null;
    }

    /// <summary>As <see cref="TryParse"/>, for an expression that has been checked before.</summary>
    public static TimerSchedule Parse(string expression, TimeZoneInfo zone) =>
        TryParse(expression, zone, out var schedule) ? schedule : throw new FormatException($"'{expression}' is not an NCRONTAB expression.");

    /// <summary>The first occurrence after the moment, in UTC. A local time that the zone skips in spring moves on by what is skipped.</summary>
    public DateTimeOffset After(DateTimeOffset moment)
    {
        var local = TimeZoneInfo.ConvertTime(moment, _zone).DateTime;
        while (true)
        {
            local = _schedule.GetNextOccurrence(local);
            var occurrence = ToUtc(local);
            if (occurrence > moment)
            {
                return occurrence;
            }
        }
    }

    private DateTimeOffset ToUtc(DateTime local)
    {
        if (_zone.IsInvalidTime(local))
        {
            var skipped = _zone.GetUtcOffset(local.AddHours(3)) - _zone.GetUtcOffset(local.AddHours(-3));
            local += skipped;
        }

        return new DateTimeOffset(local, _zone.GetUtcOffset(local)).ToUniversalTime();
    }

    private static bool HasPairWithinAMinute(CrontabSchedule schedule)
    {
        var first = schedule.GetNextOccurrence(SomeMoment);
        return Enumerable.Range(0, 10).Any(_ =>
        {
            var next = schedule.GetNextOccurrence(first);
            var gap = next - first;
            first = next;
            return gap < TimeSpan.FromMinutes(1);
        });
    }
}
