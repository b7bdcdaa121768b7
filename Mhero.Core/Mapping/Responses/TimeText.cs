using System.Text.RegularExpressions;

namespace Mhero.Core.Mapping.Responses;

/// <summary>
/// Reads dates and times as RapidPro's tests give them (<c>1977-06-23T15:34:00.000000-05:00</c>, <c>22:00:00.000000</c>). A
/// date is the one that the contact meant where they are, so nothing is ever converted to UTC. Spellings that a country
/// reads day first and another month first are not guessed.
/// </summary>
internal static partial class TimeText
{
    /// <summary>FHIR's date: the local date part of a time, or a date known to the day, month or year; null for anything else.</summary>
    public static string? Date(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (Partial().IsMatch(text))
        {
            var format = text.Length == 4 ? "yyyy" : "yyyy-MM";
            return DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? text : null;
        }

        var match = Whole().Match(text);
        return match.Success && IsDate(match.Groups["date"].Value) && IsTime(match.Groups["time"]) ? match.Groups["date"].Value : null;
    }

    /// <summary>FHIR's dateTime: a time with its own offset, or a date alone; null for a time without an offset, which is not an instant.</summary>
    public static string? DateTime(string? text)
    {
        var match = text is null ? Match.Empty : Whole().Match(text);
        if (!match.Success || !match.Groups["time"].Success)
        {
            return Date(text);
        }

        var date = match.Groups["date"].Value;
        var zone = match.Groups["zone"].Value;
        return zone.Length > 0 && IsDate(date) && Time(match.Groups["time"].Value) is { } time && IsZone(zone) ? $"{date}T{time}{zone}" : null;
    }

    /// <summary>FHIR's time, to the second or as fine as the value is; null for anything else.</summary>
    public static string? Time(string? text)
    {
        var match = text is null ? Match.Empty : Clock().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var seconds = match.Groups["s"] is { Success: true } s ? s.Value : "00";
        var fraction = match.Groups["f"].Value.TrimEnd('0');
        return $"{match.Groups["hm"].Value}:{seconds}{(fraction.Length > 0 ? "." + fraction : "")}";
    }

    private static bool IsDate(string date) =>
        DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsTime(Group time) => !time.Success || Clock().IsMatch(time.Value);

    /// <summary>No place on earth is further from UTC than 14 hours.</summary>
    private static bool IsZone(string zone) =>
        zone == "Z" || string.CompareOrdinal(zone, 1, "14:00", 0, 5) <= 0;

    [GeneratedRegex(@"^[0-9]{4}(-[0-9]{2})?\z")]
    private static partial Regex Partial();

    [GeneratedRegex(@"^(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})([T ](?<time>[0-9:.]+)(?<zone>Z|[+-][0-9]{2}:[0-5][0-9])?)?\z")]
    private static partial Regex Whole();

    [GeneratedRegex(@"^(?<hm>([01][0-9]|2[0-3]):[0-5][0-9])(:(?<s>[0-5][0-9])(\.(?<f>[0-9]{1,9}))?)?\z")]
    private static partial Regex Clock();
}
