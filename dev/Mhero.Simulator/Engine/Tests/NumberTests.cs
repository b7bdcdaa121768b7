using System.Text.RegularExpressions;
using Mhero.Simulator.Engine.Expressions;

namespace Mhero.Simulator.Engine.Tests;

/// <summary>Tests on numbers: the first number in a text that passes counts. Commas group digits, a point begins the decimals.</summary>
internal static partial class NumberTests
{
    [GeneratedRegex(@"[-+]?(?:[\p{Nd},]+(?:\.\p{Nd}+)?|\.\p{Nd}+)")]
    private static partial Regex NumberLike();

    public static object? First(object? operand, Func<decimal, bool> passes)
    {
        foreach (Match match in NumberLike().Matches(XValue.ToText(operand)))
        {
            if (Read(match.Value) is { } number && passes(number))
            {
                return number;
            }
        }

        return null;
    }

    public static object? Compare(object? operand, string bound, Func<decimal, decimal, bool> passes) =>
        XValue.ToNumber(bound) is decimal limit ? First(operand, number => passes(number, limit)) : null;

    public static object? Between(object? operand, string min, string max) =>
        XValue.ToNumber(min) is decimal lowest && XValue.ToNumber(max) is decimal highest
            ? First(operand, number => number >= lowest && number <= highest)
            : null;

    /// <summary>Digits of every script count.</summary>
    private static decimal? Read(string text)
    {
        var ascii = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value != ',')
            {
                ascii.Append(Rune.IsDigit(rune) ? ((int)Rune.GetNumericValue(rune)).ToString(CultureInfo.InvariantCulture) : rune.ToString());
            }
        }

        return decimal.TryParse(ascii.ToString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }
}
