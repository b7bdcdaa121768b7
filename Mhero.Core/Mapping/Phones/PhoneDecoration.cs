using System.Text.RegularExpressions;

namespace Mhero.Core.Mapping.Phones;

/// <summary>Takes off telephone numbers what spreadsheets and people put around them.</summary>
internal static partial class PhoneDecoration
{
    /// <summary>
    /// The digits of a number that a spreadsheet took for a quantity: <c>788123456.0</c>, <c>7.88123456E8</c>. Null when the
    /// text is none, or when it does not have all digits (<c>7.88E+08</c>): digits that were cut off are lost.
    /// </summary>
    public static string? FromSpreadsheet(string text)
    {
        if (Whole().Match(text) is { Success: true } whole)
        {
            return whole.Groups["digits"].Value;
        }

        if (Scientific().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var digits = match.Groups["first"].Value + match.Groups["rest"].Value;
        return digits.Length == int.Parse(match.Groups["exponent"].ValueSpan, CultureInfo.InvariantCulture) + 1 ? digits : null;
    }

    /// <summary>The number without quotation marks, separators at its ends, and a word before or after it; null when there is nothing to take off.</summary>
    public static string? Strip(string text)
    {
        var bare = Ends().Replace(After().Replace(Before().Replace(Ends().Replace(text, ""), ""), ""), "");
        return bare.Length > 0 && bare.Length < text.Length ? bare : null;
    }

    [GeneratedRegex(@"^\s*(?<digits>[0-9]{7,15})[.,]0+\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(@"^\s*(?<first>[1-9])[.,](?<rest>[0-9]{1,14})[eE]\+?(?<exponent>[0-9]{1,2})\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Scientific();

    [GeneratedRegex(@"^[\s='\u2018\u2019`""\u201C\u201D;,:]+|[\s'\u2018\u2019`""\u201C\u201D;,:./-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Ends();

    [GeneratedRegex(@"^\p{L}[\p{L}\s]{0,30}[.:]?[\s:]+(?=[+(\d])", RegexOptions.CultureInvariant)]
    private static partial Regex Before();

    [GeneratedRegex(@"\s*[(\[]\s*\p{L}[^\d()\[\]]{0,30}[)\]]\s*$|\s+[-\u2013]?\s*\p{L}[^\d]{0,30}$", RegexOptions.CultureInvariant)]
    private static partial Regex After();
}
