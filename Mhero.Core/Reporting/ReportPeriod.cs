namespace Mhero.Core.Reporting;

/// <summary>
/// A day, week or month of the calendar in a time zone. Periods of a kind follow each other without a gap, so that every
/// moment is in one of them; at a change of the clocks a day has 23 or 25 hours.
/// </summary>
public sealed record ReportPeriod
{
    private ReportPeriod(ReportPeriodKind kind, DateOnly first, DateOnly next, TimeZoneInfo zone, DayOfWeek weekStart) =>
        (Kind, First, Last, Start, End, Zone, WeekStart) = (kind, first, next.AddDays(-1), Midnight(first, zone), Midnight(next, zone), zone, weekStart);

    /// <summary>How long it is.</summary>
    public ReportPeriodKind Kind { get; }

    /// <summary>Its first day.</summary>
    public DateOnly First { get; }

    /// <summary>Its last day.</summary>
    public DateOnly Last { get; }

    /// <summary>Its first moment, in UTC.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>The first moment after it, in UTC.</summary>
    public DateTimeOffset End { get; }

    /// <summary>The time zone whose midnights divide the periods.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>The day on which weeks begin; of no meaning to other kinds.</summary>
    public DayOfWeek WeekStart { get; }

    /// <summary>
    /// Its name: <c>2026-03-04</c>, <c>2026-W10</c> or <c>2026-03</c>. Weeks are numbered as in ISO 8601, from the first week that has four days in the year,
    /// whichever day they begin on.
    /// </summary>
    public string Name => Kind switch
    {
        ReportPeriodKind.Day => First.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ReportPeriodKind.Month => First.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{First.AddDays(3).Year:0000}-W{((First.AddDays(3).DayOfYear - 1) / 7) + 1:00}"),
    };

    /// <summary>The period that a moment is in.</summary>
    /// <param name="kind">How long periods are.</param>
    /// <param name="moment">The moment.</param>
    /// <param name="zone">The time zone whose midnights divide the periods.</param>
    /// <param name="weekStart">The day on which weeks begin.</param>
    /// <exception cref="ArgumentOutOfRangeException">The kind is none of the enumeration.</exception>
    public static ReportPeriod Containing(ReportPeriodKind kind, DateTimeOffset moment, TimeZoneInfo zone, DayOfWeek weekStart = DayOfWeek.Monday) =>
        Containing(kind, DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime), zone, weekStart);

    /// <summary>The period before this one.</summary>
    public ReportPeriod Previous() => Containing(Kind, First.AddDays(-1), Zone, WeekStart);

    /// <summary>Whether a moment is in it.</summary>
    /// <param name="moment">The moment.</param>
    public bool Contains(DateTimeOffset moment) => moment >= Start && moment < End;

    /// <summary>The moment at which a day begins in a time zone: the first one that its clocks show on that day.</summary>
    internal static DateTimeOffset Midnight(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local))
        {
            // The clocks jump over midnight there; they do so by quarters of an hour.
            local = local.AddMinutes(15);
        }

        // Of a midnight that comes twice the first one begins the day.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static ReportPeriod Containing(ReportPeriodKind kind, DateOnly day, TimeZoneInfo zone, DayOfWeek weekStart)
    {
        var (first, next) = kind switch
        {
            ReportPeriodKind.Day => (day, day.AddDays(1)),
            ReportPeriodKind.Week => WeekOf(day, weekStart),
            ReportPeriodKind.Month => MonthOf(day),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of period"),
        };
        return new ReportPeriod(kind, first, next, zone, weekStart);
    }

    private static (DateOnly First, DateOnly Next) WeekOf(DateOnly day, DayOfWeek weekStart)
    {
        var first = day.AddDays(-(((int)day.DayOfWeek - (int)weekStart + 7) % 7));
        return (first, first.AddDays(7));
    }

    private static (DateOnly First, DateOnly Next) MonthOf(DateOnly day)
    {
        var first = new DateOnly(day.Year, day.Month, 1);
        return (first, first.AddMonths(1));
    }
}
