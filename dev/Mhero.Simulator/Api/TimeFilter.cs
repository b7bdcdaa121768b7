using System.Text.RegularExpressions;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Api;

/// <summary>Reads <c>after</c> and <c>before</c> as iso8601.parse_date does.</summary>
internal static partial class TimeFilter
{
    /// <summary>A date, or a date and a time, with or without a zone.</summary>
    [GeneratedRegex(@"^(\d{4})-(\d{1,2})(?:-(\d{1,2})(?:[ T](\d{2})(?::?(\d{2}))?(?::?(\d{1,2})(?:[.,](\d+))?)?(Z|[-+]\d{2}:?(?:\d{2})?)?)?)?$")]
    private static partial Regex Iso8601();

    /// <summary>Microseconds; the fallback without a filter; null when it cannot be read, which leaves no result.</summary>
    public static long? Read(string? text, long fallback)
    {
        if (text is null)
        {
            return fallback;
        }

        var match = Iso8601().Match(text);
        if (!match.Success)
        {
            return null;
        }

        int Part(int group, int absent) => match.Groups[group].Success ? int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : absent;
        try
        {
            var local = new DateTime(Part(1, 1), Part(2, 1), Part(3, 1), Part(4, 0), Part(5, 0), Part(6, 0), DateTimeKind.Unspecified);
            var fraction = match.Groups[7].Success ? int.Parse(match.Groups[7].Value.PadRight(6, '0')[..6], CultureInfo.InvariantCulture) : 0;
            return Micros.From(new DateTimeOffset(local, Offset(match.Groups[8].Value))) + fraction;
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static TimeSpan Offset(string zone)
    {
        if (zone is "" or "Z")
        {
            return TimeSpan.Zero;
        }

        var digits = zone[1..].Replace(":", "", StringComparison.Ordinal);
        var offset = new TimeSpan(int.Parse(digits[..2], CultureInfo.InvariantCulture), digits.Length > 2 ? int.Parse(digits[2..], CultureInfo.InvariantCulture) : 0, 0);
        return zone[0] == '-' ? -offset : offset;
    }
}
