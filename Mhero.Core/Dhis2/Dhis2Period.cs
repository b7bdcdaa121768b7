using System.Text.RegularExpressions;

namespace Mhero.Core.Dhis2;

/// <summary>
/// A period of DHIS2 in the ISO 8601 calendar. First and last day tell its type, so a report needs no further setting.
/// </summary>
/// <param name="Type">The period type, as data sets name it (<c>Weekly</c>).</param>
/// <param name="Iso">DHIS2's notation (<c>2026W10</c>).</param>
/// <param name="Start">The first day.</param>
/// <param name="End">The last day, inclusive.</param>
/// <remarks>https://docs.dhis2.org/en/develop/using-the-api/dhis-core-version-master/introduction.html#webapi_date_perid_format</remarks>
internal sealed partial record Dhis2Period(string Type, string Iso, DateOnly Start, DateOnly End)
{
    private const int DaysOfWeek = 7;
    private const int November = 11;

    private static readonly Dictionary<DayOfWeek, (string Type, string Infix)> Weeks = new()
    {
        [DayOfWeek.Monday] = ("Weekly", "W"),
        [DayOfWeek.Wednesday] = ("WeeklyWednesday", "WedW"),
        [DayOfWeek.Thursday] = ("WeeklyThursday", "ThuW"),
        [DayOfWeek.Friday] = ("WeeklyFriday", "FriW"),
        [DayOfWeek.Saturday] = ("WeeklySaturday", "SatW"),
        [DayOfWeek.Sunday] = ("WeeklySunday", "SunW"),
    };

    private static readonly Dictionary<int, (string Type, string Suffix)> Years = new()
    {
        [1] = ("Yearly", ""),
        [2] = ("FinancialFeb", "Feb"),
        [4] = ("FinancialApril", "April"),
        [7] = ("FinancialJuly", "July"),
        [8] = ("FinancialAug", "Aug"),
        [9] = ("FinancialSep", "Sep"),
        [10] = ("FinancialOct", "Oct"),
        [11] = ("FinancialNov", "Nov"),
    };

    /// <summary>The period as ADX has it: first day and duration.</summary>
    public string Adx => $"{Start:yyyy-MM-dd}/{DurationOf(Type)}";

    /// <summary>The period of a first and a last day.</summary>
    /// <param name="start">The first day.</param>
    /// <param name="end">The last day, inclusive.</param>
    /// <returns>The period; null when DHIS2 has none of these days.</returns>
    public static Dhis2Period? Of(DateOnly start, DateOnly end)
    {
        var days = end.DayNumber - start.DayNumber + 1;
        var found = days switch
        {
            1 => ("Daily", $"{start:yyyyMMdd}"),
            DaysOfWeek when Weeks.TryGetValue(start.DayOfWeek, out var week) => (week.Type, WeekOf(start, week.Infix)),
            2 * DaysOfWeek when start.DayOfWeek == DayOfWeek.Monday && WeekNumber(start) is { Week: var week, Year: var year } && week % 2 == 1 =>
                ("BiWeekly", $"{year:0000}BiW{(week + 1) / 2}"),
            _ when start.Day == 1 && end.AddDays(1).Day == 1 => OfMonths(start, ((end.Year - start.Year) * 12) + end.Month - start.Month + 1),
            _ => default,
        };
        return found.Item1 is null ? null : new Dhis2Period(found.Item1, found.Item2, start, end);
    }

    /// <summary>Reads DHIS2's notation.</summary>
    /// <param name="iso">The notation (<c>2026W10</c>, <c>2026W05</c>, <c>2026-01</c>).</param>
    /// <returns>The period; null when the text is none.</returns>
    public static Dhis2Period? Parse(string iso)
    {
        if (Notation().Match(iso.Trim()) is not { Success: true } match
            || !int.TryParse(match.Groups["year"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var year) || year is < 2 or > 9998)
        {
            return null;
        }

        var number = match.Groups["number"] is { Success: true } group ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 1;
        var found = match.Groups["kind"].Value switch
        {
            "" when match.Groups["month"].Success => OfDate(year, match),
            "B" => Months(year, (number * 2) - 1, 2),
            "Q" => Months(year, (number * 3) - 2, 3),
            "S" => Months(year, (number * 6) - 5, 6),
            "AprilS" => number is 1 or 2 ? Span(new DateOnly(year, number == 1 ? 4 : 10, 1), 6) : null,
            "NovQ" => number is >= 1 and <= 4 ? Span(new DateOnly(year - 1, November, 1).AddMonths((number - 1) * 3), 3) : null,
            "NovS" => number is 1 or 2 ? Span(new DateOnly(year - 1, November, 1).AddMonths((number - 1) * 6), 6) : null,
            "BiW" => WeekStart(year, (number * 2) - 1, DayOfWeek.Monday) is { } start ? Of(start, start.AddDays((2 * DaysOfWeek) - 1)) : null,
            var infix when Weeks.FirstOrDefault(w => w.Value.Infix == infix) is { Value.Type: not null } week =>
                WeekStart(year, number, week.Key) is { } start ? Of(start, start.AddDays(DaysOfWeek - 1)) : null,
            var suffix when Years.FirstOrDefault(y => y.Value.Suffix == suffix) is { Key: > 0 } one => Months(year, one.Key, 12),
            _ => null,
        };
        return found;
    }

    private static Dhis2Period? OfDate(int year, Match match)
    {
        var month = int.Parse(match.Groups["month"].ValueSpan, CultureInfo.InvariantCulture);
        if (month is < 1 or > 12)
        {
            return null;
        }

        if (match.Groups["biMonth"].Success)
        {
            return Months(year, (month * 2) - 1, 2);
        }

        if (!match.Groups["day"].Success)
        {
            return Months(year, month, 1);
        }

        var day = int.Parse(match.Groups["day"].ValueSpan, CultureInfo.InvariantCulture);
        return day >= 1 && day <= DateTime.DaysInMonth(year, month) && new DateOnly(year, month, day) is var date ? Of(date, date) : null;
    }

    private static Dhis2Period? Months(int year, int month, int count) => month is >= 1 and <= 12 ? Span(new DateOnly(year, month, 1), count) : null;

    private static Dhis2Period? Span(DateOnly start, int months) => Of(start, start.AddMonths(months).AddDays(-1));

    private static (string? Type, string Iso) OfMonths(DateOnly start, int months) => (months, start.Month) switch
    {
        (1, _) => ("Monthly", $"{start:yyyyMM}"),
        (2, var month) when month % 2 == 1 => ("BiMonthly", $"{start:yyyy}{(month + 1) / 2:00}B"),
        (3, var month) when month % 3 == 1 => ("Quarterly", $"{start:yyyy}Q{(month + 2) / 3}"),
        (3, var month) when month % 3 == 2 => ("QuarterlyNov", $"{YearFromNovember(start):0000}NovQ{(((month + 1) % 12) + 3) / 3}"),
        (6, 1 or 7) => ("SixMonthly", $"{start:yyyy}S{(start.Month == 1 ? 1 : 2)}"),
        (6, 4 or 10) => ("SixMonthlyApril", $"{start:yyyy}AprilS{(start.Month == 4 ? 1 : 2)}"),
        (6, 5 or November) => ("SixMonthlyNov", $"{YearFromNovember(start):0000}NovS{(start.Month == November ? 1 : 2)}"),
        (12, var month) when Years.TryGetValue(month, out var year) => (year.Type, $"{start:yyyy}{year.Suffix}"),
        _ => default,
    };

    /// <summary>Quarters and half years from November belong to the year in which most of their four quarters lie; financial years are named by their first day.</summary>
    private static int YearFromNovember(DateOnly start) => start.Month == November ? start.Year + 1 : start.Year;

    private static string WeekOf(DateOnly start, string infix)
    {
        var (year, week) = WeekNumber(start);
        return $"{year:0000}{infix}{week}";
    }

    /// <summary>The fourth day of a week is always in the year that the week belongs to.</summary>
    private static (int Year, int Week) WeekNumber(DateOnly start)
    {
        var fourth = start.AddDays(3);
        return (fourth.Year, ((fourth.DayOfYear - 1) / DaysOfWeek) + 1);
    }

    /// <summary>The first day of a week; 4 January is always in the first one.</summary>
    private static DateOnly? WeekStart(int year, int week, DayOfWeek first)
    {
        var fourth = new DateOnly(year, 1, 4);
        var start = fourth.AddDays(-(((int)fourth.DayOfWeek - (int)first + DaysOfWeek) % DaysOfWeek)).AddDays((week - 1) * DaysOfWeek);
        return week is >= 1 and <= 53 && WeekNumber(start) == (year, week) ? start : null;
    }

    private static string DurationOf(string type) => type switch
    {
        "Daily" => "P1D",
        "BiWeekly" => "P14D",
        "Monthly" => "P1M",
        "BiMonthly" => "P2M",
        "Quarterly" or "QuarterlyNov" => "P3M",
        "SixMonthly" or "SixMonthlyApril" or "SixMonthlyNov" => "P6M",
        _ when type.StartsWith("Weekly", StringComparison.Ordinal) => "P7D",
        _ => "P1Y",
    };

    [GeneratedRegex("^(?<year>[0-9]{4})(?:-?(?<month>[0-9]{2})(?:-?(?<day>[0-9]{2})|(?<biMonth>B))?|(?<kind>[A-Za-z]*(?:W|Q|S))(?<number>[0-9]{1,2})|(?<kind>[A-Z][a-z]+))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Notation();
}
