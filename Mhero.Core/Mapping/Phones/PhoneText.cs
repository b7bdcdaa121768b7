using Mhero.Core.RapidPro;

namespace Mhero.Core.Mapping.Phones;

/// <summary>The digits of a telephone number as people write it, without what they put around them.</summary>
internal static class PhoneText
{
    private const string Scheme = Urn.Tel + ":";

    public const int MinShortCode = 3;
    public const int MaxShortCode = 6;

    /// <summary>Takes the digits out of the text; false when something in it does not belong to a telephone number.</summary>
    public static bool TryScan(string text, Span<char> digits, out int count, out bool plus)
    {
        count = 0;
        plus = false;
        var rest = text.AsSpan().Trim();
        if (rest.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            rest = rest[Scheme.Length..];
            var parameters = rest.IndexOf(';');
            rest = parameters < 0 ? rest : rest[..parameters];
        }

        for (var i = 0; i < rest.Length; i++)
        {
            var c = rest[i];
            var digit = char.IsAsciiDigit(c) ? c - '0' : CharUnicodeInfo.GetDecimalDigitValue(c);
            if (digit >= 0)
            {
                if (count == digits.Length)
                {
                    return false;
                }

                digits[count++] = (char)('0' + digit);
            }
            else if (c is '+' or '\uFF0B')
            {
                if (plus || count > 0)
                {
                    return false;
                }

                plus = true;
            }
            else if (c is 'e' or 'E' or 'x' or 'X')
            {
                // An extension is dialled after the call is answered; the number before it is the number.
                return count > MaxShortCode && IsExtension(rest[i..]);
            }
            else if (!IsNoise(c))
            {
                return false;
            }
        }

        return count >= MinShortCode;
    }

    private static bool IsExtension(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("ext", StringComparison.OrdinalIgnoreCase))
        {
            text = text[3..];
        }
        else if (text[0] is 'x' or 'X')
        {
            text = text[1..];
        }
        else
        {
            return false;
        }

        text = text.TrimStart(". ");
        return text.Length is > 0 and <= 8 && !text.ContainsAnyExceptInRange('0', '9');
    }

    private static bool IsNoise(char c) =>
        char.IsWhiteSpace(c) || c is '(' or ')' or '[' or ']' or '.' or '/' or '\u00B7' or '\u2212'
        || char.GetUnicodeCategory(c) is UnicodeCategory.DashPunctuation or UnicodeCategory.Format;
}
