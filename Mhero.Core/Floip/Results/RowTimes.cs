using System.Text.RegularExpressions;

namespace Mhero.Core.Floip.Results;

/// <summary>Reads the timestamps of rows.</summary>
internal static partial class RowTimes
{
    /// <summary>Reads a timestamp: RFC 3339, with a blank for the T, or without a zone.</summary>
    /// <param name="text">The timestamp.</param>
    /// <param name="zone">The zone of one that has none.</param>
    /// <returns>The instant, and whether the zone was assumed; null when the text is not a time.</returns>
    public static (DateTimeOffset Time, bool IsZoneAssumed)? Read(string? text, TimeZoneInfo zone)
    {
        var match = text is null ? Match.Empty : Shape().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var fraction = match.Groups["f"].Value;
        var plain = $"{match.Groups["date"].Value}T{match.Groups["time"].Value}{(fraction.Length > 0 ? "." + fraction : "")}";
        if (!DateTime.TryParse(plain, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return null;
        }

        var offset = match.Groups["zone"].Value;
        if (offset.Length == 0)
        {
            // A time that the change to summer time skips does not exist; .NET gives it the offset of standard time.
            return (new DateTimeOffset(local, zone.GetUtcOffset(local)), true);
        }

        var given = offset is "Z" or "z" ? TimeSpan.Zero : OffsetOf(offset);
        return given is { } known ? (new DateTimeOffset(local, known), false) : null;
    }

    private static TimeSpan? OffsetOf(string text)
    {
        var digits = text.AsSpan(1).ToString().Replace(":", "", StringComparison.Ordinal).PadRight(4, '0');
        var span = new TimeSpan(int.Parse(digits.AsSpan(0, 2), CultureInfo.InvariantCulture), int.Parse(digits.AsSpan(2, 2), CultureInfo.InvariantCulture), 0);
        return span > TimeSpan.FromHours(14) ? null : text[0] == '-' ? -span : span;
    }

    [GeneratedRegex(@"^\s*(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ](?<time>[0-9]{2}:[0-9]{2}(:[0-9]{2})?)(\.(?<f>[0-9]{1,7})[0-9]*)?\s?(?<zone>[Zz]|[+-][0-9]{2}(:?[0-9]{2})?)?\s*\z")]
    private static partial Regex Shape();
}
