using Cronos;

namespace Mhero.Core.Messaging.Reminders;

/// <summary>
/// When a reminder is due, by the clocks of a time zone. A time that the clocks jump over in spring comes as soon as they
/// have; one that they show twice in autumn comes once.
/// </summary>
internal sealed class ReminderSchedule
{
    /// <summary>Every 29 February is within eight years, and the one of 2100 is none.</summary>
    private const int YearsToLook = 9;

    /// <summary>The time span in which past due times are looked for: of older ones only the latest would matter.</summary>
    private static readonly TimeSpan LongestLook = TimeSpan.FromDays(400);

    private readonly CronExpression _cron;

    private ReminderSchedule(CronExpression cron, TimeZoneInfo zone) => (_cron, Zone) = (cron, zone);

    /// <summary>The time zone.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>Reads a cron expression.</summary>
    /// <param name="expression">Five fields, or six with seconds before them.</param>
    /// <param name="zone">The time zone.</param>
    /// <returns>The schedule; null when the expression is none.</returns>
    public static ReminderSchedule? OfCron(string expression, TimeZoneInfo zone)
    {
        var fields = expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var format = fields.Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard;
        return CronExpression.TryParse(string.Join(' ', fields), format, out var cron) ? new(cron, zone) : null;
    }

    /// <summary>Reads a weekly rule.</summary>
    /// <param name="rule">Days in English, comma between them, and a time: <c>Monday,Thursday 16:30</c>.</param>
    /// <param name="zone">The time zone.</param>
    /// <returns>The schedule; null when the rule is none.</returns>
    public static ReminderSchedule? OfWeek(string rule, TimeZoneInfo zone)
    {
        var space = rule.Trim().LastIndexOf(' ');
        if (space < 0 || !TimeOnly.TryParseExact(rule.Trim()[(space + 1)..], ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return null;
        }

        var days = new List<int>();
        foreach (var name in rule.Trim()[..space].Split(',', StringSplitOptions.TrimEntries))
        {
            if (!Enum.TryParse<DayOfWeek>(name, ignoreCase: true, out var day) || char.IsAsciiDigit(name[0]) || name[0] is '-' or '+')
            {
                return null;
            }

            days.Add((int)day);
        }

        return OfCron(string.Create(CultureInfo.InvariantCulture, $"{time.Minute} {time.Hour} * * {string.Join(',', days)}"), zone);
    }

    /// <summary>The next time after a moment.</summary>
    /// <param name="moment">The moment.</param>
    /// <returns>The time, in UTC; null when it never comes.</returns>
    public DateTimeOffset? NextAfter(DateTimeOffset moment)
    {
        var next = _cron.GetNextOccurrence(moment.UtcDateTime, Zone);
        return next is { } time && time < moment.UtcDateTime.AddYears(YearsToLook) ? new DateTimeOffset(time, TimeSpan.Zero) : null;
    }

    /// <summary>The latest time that is due.</summary>
    /// <param name="after">The moment after which it has to be.</param>
    /// <param name="now">The moment by which it has to be.</param>
    /// <returns>The time, in UTC, and how many others passed before it; null when none is due.</returns>
    public (DateTimeOffset Time, int Passed)? LatestDue(DateTimeOffset after, DateTimeOffset now)
    {
        var from = after > now - LongestLook ? after : now - LongestLook;
        (DateTimeOffset, int)? latest = null;
        var count = 0;
        for (var next = NextAfter(from); next <= now; next = NextAfter(next.Value))
        {
            latest = (next.Value, count++);
        }

        return latest;
    }
}
