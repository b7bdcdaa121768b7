using System.Globalization;

namespace Mhero.Core.Mapping.Answers;

/// <summary>Reads numbers as RapidPro's tests give them: ASCII digits, a point, no grouping.</summary>
internal static class NumberText
{
    /// <summary>More digits than this are rounded by <see cref="decimal"/>, and a rounded number is another one.</summary>
    private const int MaxDigits = 28;

    /// <summary>The number with the digits that it came with (<c>31.50</c> keeps its nought); null when the text is something else.</summary>
    public static decimal? Read(string? text)
    {
        const NumberStyles plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return text is not null && text.Length <= MaxDigits && decimal.TryParse(text, plain, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>The number when it is whole and fits FHIR's integer; null otherwise.</summary>
    public static int? ReadWhole(string? text) =>
        Read(text) is { } number && decimal.Truncate(number) == number && number is >= int.MinValue and <= int.MaxValue ? (int)number : null;
}
