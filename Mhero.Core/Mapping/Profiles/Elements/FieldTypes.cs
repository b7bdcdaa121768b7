using System.Text.RegularExpressions;

namespace Mhero.Core.Mapping.Profiles.Elements;

/// <summary>Converts values as RapidPro's field types do.</summary>
internal static partial class FieldTypes
{
    /// <summary>
    /// A datetime as its date. RapidPro gives it in the workspace's own zone, so the date is the leading part, and turns
    /// a date that it is given into a time of that day; only the date ever meant anything.
    /// </summary>
    public static string ToNeutral(string type, string value) => type == "datetime" ? DatePart(value) : value;

    /// <summary>The date of an ISO 8601 time; any other text as it is.</summary>
    public static string DatePart(string value) => Time().IsMatch(value) ? value[..10] : value;

    /// <summary>Whether a field of this type keeps the value; RapidPro clears the field without an error when not.</summary>
    public static bool CanHold(string type, string value) => type switch
    {
        "datetime" => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "number" => decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _),
        _ => true,
    };

    /// <summary>
    /// Whether a field of this type shows one text as the other: a number without its leading zeros (<c>000123</c> as
    /// <c>123</c>), a date as a time of that day, a place as the path of places above it.
    /// </summary>
    /// <param name="type">The field's type in RapidPro.</param>
    /// <param name="value">The text that was saved.</param>
    /// <param name="shown">The text that the API answers.</param>
    public static bool ShowsAs(string type, string value, string shown) => value == shown || type switch
    {
        "number" => Number(value) is { } one && one == Number(shown),
        "datetime" => CanHold(type, DatePart(value)) && DatePart(value) == DatePart(shown),
        "state" or "district" or "ward" => string.Equals(LastOfPath(shown), LastOfPath(value), StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static decimal? Number(string text) =>
        decimal.TryParse(text.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string LastOfPath(string path) => path[(path.LastIndexOf('>') + 1)..].Trim();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[T ]\d", RegexOptions.CultureInvariant)]
    private static partial Regex Time();
}
