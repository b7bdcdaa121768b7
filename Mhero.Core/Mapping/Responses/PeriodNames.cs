using System.Text.RegularExpressions;

namespace Mhero.Core.Mapping.Responses;

/// <summary>Reads the name of a period as people and DHIS2 write it. Pure.</summary>
internal static partial class PeriodNames
{
    /// <summary>The days of a period.</summary>
    /// <param name="text">
    /// <c>2026-W47</c> or <c>2026W47</c> (a week of ISO 8601), <c>2026-11</c> or <c>202611</c> (a month), <c>2026-11-20</c> or <c>20261120</c>
    /// (a day); a time behind a day is left out.
    /// </param>
    /// <returns>The first and the last day; null when the text names no period.</returns>
    public static (DateOnly First, DateOnly Last)? Read(string? text)
    {
        if (Name().Match(text?.Trim() ?? "") is not { Success: true } name)
        {
            return null;
        }

        var year = Number(name, "year");
        if (year is < 1900 or > 2200)
        {
            return null;
        }

        if (name.Groups["week"].Success)
        {
            var week = Number(name, "week");
            if (week < 1 || week > ISOWeek.GetWeeksInYear(year))
            {
                return null;
            }

            var monday = DateOnly.FromDateTime(ISOWeek.ToDateTime(year, week, DayOfWeek.Monday));
            return (monday, monday.AddDays(6));
        }

        var month = Number(name, "month");
        if (month is < 1 or > 12)
        {
            return null;
        }

        if (!name.Groups["day"].Success)
        {
            var first = new DateOnly(year, month, 1);
            return (first, first.AddMonths(1).AddDays(-1));
        }

        var day = Number(name, "day");
        return day >= 1 && day <= DateTime.DaysInMonth(year, month) ? (new(year, month, day), new(year, month, day)) : null;
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex("^(?<year>[0-9]{4})(?:-?[Ww](?<week>[0-9]{1,2})|-(?<month>[0-9]{2})(?:-(?<day>[0-9]{2})(?:T.*)?)?|(?<month>[0-9]{2})(?<day>[0-9]{2})?)$")]
    private static partial Regex Name();
}
