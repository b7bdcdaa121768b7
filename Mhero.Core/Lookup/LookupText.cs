using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Lookup;

/// <summary>
/// Checks contacts' texts before a search. Accepted texts are escaped in searches as well; this check
/// saves searches for meaningless texts, and lets the flow report them to the contact.
/// </summary>
internal static class LookupText
{
    /// <summary>Longer than any name of a facility that fits into a text message.</summary>
    public const int MaxLength = 80;

    private const string InNames = "-'’.,&/()#+_";
    private const string InNumbers = "-_./#()+";

    /// <summary>A name of a person or facility, or a facility's code.</summary>
    /// <param name="text">The text; null counts as empty.</param>
    /// <param name="clean">The text with normalised blanks, when the result is null.</param>
    /// <returns>The fault, a constant of <see cref="LookupCodes"/>; null for none.</returns>
    public static string? CheckName(string? text, out string clean) => Check(text, InNames, out clean);

    /// <summary>A number or code of a person.</summary>
    /// <inheritdoc cref="CheckName"/>
    public static string? CheckNumber(string? text, out string clean) => Check(text, InNumbers, out clean);

    private static string? Check(string? text, string allowed, out string clean)
    {
        clean = "";
        if (string.IsNullOrWhiteSpace(text))
        {
            return LookupCodes.Empty;
        }

        var length = 0;
        var hasLetter = false;
        foreach (var rune in text.Trim().EnumerateRunes())
        {
            if (++length > MaxLength)
            {
                return LookupCodes.TooLong;
            }

            hasLetter |= Rune.IsLetterOrDigit(rune);
            if (!Rune.IsLetterOrDigit(rune) && !IsMark(rune) && rune.Value != ' ' && !(rune.IsBmp && allowed.Contains((char)rune.Value, StringComparison.Ordinal)))
            {
                return LookupCodes.ForbiddenCharacter;
            }
        }

        clean = TextNormalizer.Clean(text) ?? "";
        return hasLetter ? null : LookupCodes.Empty;
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
