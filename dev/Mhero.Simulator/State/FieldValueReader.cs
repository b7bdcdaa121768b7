using System.Text.RegularExpressions;

namespace Mhero.Simulator.State;

/// <summary>Reads text into a <see cref="FieldValue"/> as the flow engine does for a day-first workspace.</summary>
internal sealed partial class FieldValueReader(TimeZoneInfo zone, TimeProvider clock)
{
    private const int MaxLength = 640;

    [GeneratedRegex(@"^-?(?:[0-9]+|[0-9]+\.[0-9]+|\.[0-9]+)$")]
    private static partial Regex Number();

    [GeneratedRegex(@"^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(Z|[+-]\d{2}(?::\d{2})?)$")]
    private static partial Regex IsoWithZone();

    [GeneratedRegex(@"^(\d{4})-(\d{2})-(\d{2})")]
    private static partial Regex IsoDate();

    [GeneratedRegex(@"\b([0-9]{1,2})[-.\\/_ ]([0-9]{1,2})[-.\\/_ ]([0-9]{4}|[0-9]{2})\b")]
    private static partial Regex DayMonthYear();

    [GeneratedRegex(@"\b([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.(\d+))?)?\W*([aApP][mM])?\b")]
    private static partial Regex TimeOfDay();

    /// <summary>Null when the text is empty: an empty text clears a field.</summary>
    public FieldValue? Read(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var cut = Cut(text);
        return new FieldValue(cut, ReadNumber(cut), ReadDatetime(cut));
    }

    /// <summary>A text's date, the present time of day filled in when it has none; null when it has no date.</summary>
    public DateTimeOffset? ReadMoment(string text) =>
        ReadDatetime(text) is { } time ? DateTimeOffset.Parse(time, CultureInfo.InvariantCulture) : null;

    /// <summary>RapidPro cuts in silence, by characters and not by UTF-16 units.</summary>
    public static string Cut(string text)
    {
        if (text.Length <= MaxLength)
        {
            return text;
        }

        var cut = new StringBuilder(MaxLength);
        foreach (var rune in text.EnumerateRunes().Take(MaxLength))
        {
            cut.Append(rune);
        }

        return cut.ToString();
    }

    /// <summary>A plain decimal without exponent or grouping, shortened: "31.50" is 31.5, "007" is 7.</summary>
    private static string? ReadNumber(string text)
    {
        var trimmed = text.Trim();
        if (!Number().IsMatch(trimmed))
        {
            return null;
        }

        var negative = trimmed[0] == '-';
        var digits = negative ? trimmed[1..] : trimmed;
        var dot = digits.IndexOf('.', StringComparison.Ordinal);
        var whole = (dot < 0 ? digits : digits[..dot]).TrimStart('0');
        var fraction = dot < 0 ? "" : digits[(dot + 1)..].TrimEnd('0');
        var number = (whole.Length == 0 ? "0" : whole) + (fraction.Length == 0 ? "" : "." + fraction);
        return negative && number != "0" ? "-" + number : number;
    }

    private string? ReadDatetime(string text)
    {
        // Nearly every value of a text field ends here, at no cost.
        if (text.Length < 6 || !text.AsSpan().ContainsAnyInRange('0', '9'))
        {
            return null;
        }

        var trimmed = text.Trim(' ', '\n', '\r', '\t');
        if (IsoWithZone().Match(trimmed) is { Success: true } iso)
        {
            return FromIso(iso);
        }

        var (date, rest) = ReadDate(trimmed);
        if (date is not { } day)
        {
            return null;
        }

        // A date without a time gets the present time of day.
        var time = ReadTime(rest) ?? TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).DateTime);
        var local = day.ToDateTime(time);
        return Format(new DateTimeOffset(local, zone.GetUtcOffset(local)));
    }

    private static string? FromIso(Match match)
    {
        if (ToDate(match.Groups[1], match.Groups[2], match.Groups[3]) is not { } date
            || ToTime(match.Groups[4], match.Groups[5], match.Groups[6], match.Groups[7], half: null) is not { } time)
        {
            return null;
        }

        var zoneText = match.Groups[8].Value;
        var offset = TimeSpan.Zero;
        if (zoneText != "Z")
        {
            offset = new TimeSpan(Int(zoneText[1..3]), zoneText.Length > 3 ? Int(zoneText[^2..]) : 0, 0);
            offset = zoneText[0] == '-' ? -offset : offset;
        }

        return Math.Abs(offset.TotalHours) > 14 ? null : Format(new DateTimeOffset(date.ToDateTime(time), offset));
    }

    private (DateOnly? Date, string Remainder) ReadDate(string text)
    {
        if (IsoDate().Match(text) is { Success: true } iso && ToDate(iso.Groups[1], iso.Groups[2], iso.Groups[3]) is { } date)
        {
            return (date, text[iso.Length..]);
        }

        foreach (Match match in DayMonthYear().Matches(text))
        {
            var year = Int(match.Groups[3].Value);
            if (match.Groups[3].Length == 2)
            {
                // Two digits are the nearest such year, up to fifty years ahead.
                year += year > (clock.GetUtcNow().Year % 100) + 50 ? 1900 : 2000;
            }

            if (ToDate(year, Int(match.Groups[2].Value), Int(match.Groups[1].Value)) is { } found)
            {
                return (found, text[(match.Index + match.Length)..]);
            }
        }

        return (null, text);
    }

    private static TimeOnly? ReadTime(string text) =>
        TimeOfDay().Match(text) is { Success: true } match
            ? ToTime(match.Groups[1], match.Groups[2], match.Groups[3], match.Groups[4], match.Groups[5].Value)
            : null;

    private static DateOnly? ToDate(Group year, Group month, Group day) => ToDate(Int(year.Value), Int(month.Value), Int(day.Value));

    private static DateOnly? ToDate(int year, int month, int day) =>
        year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : null;

    private static TimeOnly? ToTime(Group hour, Group minute, Group second, Group fraction, string? half)
    {
        var h = Int(hour.Value);
        if (!string.IsNullOrEmpty(half))
        {
            h = (h % 12) + (half[0] is 'p' or 'P' ? 12 : 0);
        }

        var m = Int(minute.Value);
        var s = second.Success ? Int(second.Value) : 0;
        if (h > 23 || m > 59 || s > 59)
        {
            return null;
        }

        var micros = fraction.Success ? Int(fraction.Value.PadRight(6, '0')[..6]) : 0;
        return new TimeOnly(h, m, s).Add(TimeSpan.FromMicroseconds(micros));
    }

    private static int Int(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    private static string Format(DateTimeOffset time) => time.ToString(
        time.Offset == TimeSpan.Zero ? "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'" : "yyyy-MM-dd'T'HH:mm:ss.ffffffzzz",
        CultureInfo.InvariantCulture);
}
