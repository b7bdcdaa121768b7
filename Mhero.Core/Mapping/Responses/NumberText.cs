using System.Text.RegularExpressions;

namespace Mhero.Core.Mapping.Responses;

/// <summary>
/// Reads numbers: as RapidPro's tests give them (ASCII digits, a point), and as people type them where the flow does not test: in
/// the digits of any script, with groups of thousands, with a decimal comma. A text with two readings is not taken as a number.
/// </summary>
internal static partial class NumberText
{
    /// <summary>More digits than this are rounded by <see cref="decimal"/>, and a rounded number is another one.</summary>
    private const int MaxDigits = 28;

    private const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary>The number with the digits that it came with (<c>31.50</c> keeps its nought); null when the text is something else.</summary>
    /// <remarks><c>1,200</c> is 1200 or 1.2, so it is neither here; <see cref="ReadWhole"/> reads it, since 1.2 is not whole.</remarks>
    public static decimal? Read(string? text) => Read(text, isWhole: false);

    /// <summary>The number when it is whole and fits FHIR's integer; null otherwise.</summary>
    public static int? ReadWhole(string? text) =>
        Read(text, isWhole: true) is { } number && decimal.Truncate(number) == number && number is >= int.MinValue and <= int.MaxValue ? (int)number : null;

    /// <summary>The text with the digits and separators of all scripts as ASCII has them.</summary>
    public static string ToAscii(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var ascii = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // The digits of mathematical alphabets are letters for decoration, and of no script.
            if (Rune.IsDigit(rune) && rune.Value is not (>= 0x1D7CE and <= 0x1D7FF))
            {
                ascii.Append((int)Rune.GetNumericValue(rune));
                continue;
            }

            ascii.Append(rune.Value switch
            {
                // Arabic decimal separator; minus and plus signs that are not ASCII's; direction marks around numbers.
                0x066B or 0xFF0E => ".",
                0x2212 or 0xFF0D or 0xFE63 => "-",
                0xFF0B => "+",
                0x200E or 0x200F or 0x061C => "",
                // Arabic thousands separator, and the comma of other widths; spaces that do not break.
                0x066C => " ",
                0x060C or 0xFF0C => ",",
                0x00A0 or 0x202F or 0x2009 => " ",
                _ => rune.ToString(),
            });
        }

        return ascii.ToString();
    }

    private static decimal? Read(string? text, bool isWhole)
    {
        if (text is null || text.Length > 2 * MaxDigits)
        {
            return null;
        }

        var ascii = ToAscii(text).Trim();
        if (Parse(ascii) is { } plain)
        {
            return plain;
        }

        if (Spaced().IsMatch(ascii))
        {
            return Parse(ascii.Replace(" ", "", StringComparison.Ordinal).Replace(',', '.'));
        }

        if (Commas().Match(ascii) is { Success: true } grouped && (isWhole || grouped.Groups["group"].Captures.Count > 1 || grouped.Groups["fraction"].Success))
        {
            return Parse(ascii.Replace(",", "", StringComparison.Ordinal));
        }

        return DecimalComma().IsMatch(ascii) ? Parse(ascii.Replace(',', '.')) : null;
    }

    private static decimal? Parse(string text) =>
        text.Length <= MaxDigits && decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary><c>1 200</c>, <c>12 345 678,5</c>.</summary>
    [GeneratedRegex(@"^[+-]?[0-9]{1,3}( [0-9]{3})+([.,][0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Spaced();

    /// <summary><c>1,200</c>, <c>1,200,000.5</c>, and groups as in India, <c>1,00,000</c>.</summary>
    [GeneratedRegex(@"^[+-]?(?!0)[0-9]{1,3}((?<group>,[0-9]{3})+|(?<group>,[0-9]{2})+(?<group>,[0-9]{3}))(?<fraction>\.[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Commas();

    /// <summary><c>36,6</c>; with three digits after the comma it could be a group.</summary>
    [GeneratedRegex(@"^[+-]?([0-9]+,([0-9]{1,2}|[0-9]{4,})|0,[0-9]{3})\z", RegexOptions.CultureInvariant)]
    private static partial Regex DecimalComma();
}
