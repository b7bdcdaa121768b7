namespace Mhero.Core.Mapping.Languages;

/// <summary>One spelling for texts that two systems store, so that a second blank is not a change of name.</summary>
internal static class TextNormalizer
{
    /// <summary>Trimmed, runs of white space made one blank, control characters dropped, accents composed; null when nothing is left.</summary>
    public static string? Clean(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (IsCleanAscii(text))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        var pendingBlank = false;
        // Runes and not chars: a lone surrogate, which JSON cannot carry, becomes U+FFFD.
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                pendingBlank = clean.Length > 0;
            }
            else if (!Rune.IsControl(rune))
            {
                if (pendingBlank)
                {
                    clean.Append(' ');
                    pendingBlank = false;
                }

                clean.Append(rune);
            }
        }

        return clean.Length == 0 ? null : LatinLetters.Compose(clean.ToString());
    }

    /// <summary>The first <paramref name="max"/> characters, counted as RapidPro counts them (code points).</summary>
    public static string Cut(string text, int max)
    {
        if (text.Length <= max)
        {
            return text;
        }

        var taken = 0;
        var index = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (taken++ == max)
            {
                return text[..index].TrimEnd();
            }

            index += rune.Utf16SequenceLength;
        }

        return text;
    }

    /// <summary>A key under which texts that differ in case, blanks or diacritics alone are the same; empty when nothing is left.</summary>
    public static string Fold(string? text)
    {
        if (Clean(text) is not { } clean)
        {
            return "";
        }

        var folded = new StringBuilder(clean.Length);
        foreach (var c in clean)
        {
            if (!char.IsWhiteSpace(c) && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                folded.Append(char.ToLowerInvariant(LatinLetters.Base(c)));
            }
        }

        return folded.ToString();
    }

    private static bool IsCleanAscii(string text)
    {
        if (text[0] == ' ' || text[^1] == ' ')
        {
            return false;
        }

        var previous = '\0';
        foreach (var c in text)
        {
            if (c is < ' ' or > '~' || (c == ' ' && previous == ' '))
            {
                return false;
            }

            previous = c;
        }

        return true;
    }
}
