namespace Mhero.Core.Storage.Tables;

/// <summary>
/// Keys of Azure Tables, from any text and back. What a key may not hold (<c>/ \ # ?</c>, control characters) and what
/// clients have quarrelled over (<c>%</c>, <c>'</c>) becomes <c>!</c> and two hexadecimal digits, so that a prefix of a
/// text stays a prefix of its key. Rules: "Understanding the Table service data model", Microsoft Learn.
/// </summary>
internal static class TableKeys
{
    // 1 KiB of UTF-16.
    private const int MaxLength = 512;

    /// <summary>Whether a row can have this key. A caller may ask for a key of any length; a row with a key that is too long does not exist.</summary>
    public static bool IsPossible(string text)
    {
        try
        {
            return text.Length > 0 && Escape(text).Length <= MaxLength;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public static string Escape(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        var builder = default(StringBuilder);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsSurrogate(c))
            {
                if (!char.IsHighSurrogate(c) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                {
                    throw new ArgumentException("A key holds half of a surrogate pair, which no storage keeps.", nameof(text));
                }

                builder?.Append(c).Append(text[i + 1]);
                i++;
            }
            else if (MustEscape(c))
            {
                builder ??= new StringBuilder(text, 0, i, text.Length + 16);
                builder.Append('!').Append(((int)c).ToString("X2", null));
            }
            else
            {
                builder?.Append(c);
            }
        }

        var key = builder?.ToString() ?? text;
        return key.Length <= MaxLength
            ? key
            : throw new ArgumentException($"A key of {key.Length} characters (escaped) is too long: at most {MaxLength}.", nameof(text));
    }

    public static string Unescape(string key)
    {
        var mark = key.IndexOf('!', StringComparison.Ordinal);
        if (mark < 0)
        {
            return key;
        }

        var builder = new StringBuilder(key, 0, mark, key.Length);
        for (var i = mark; i < key.Length; i++)
        {
            if (key[i] == '!')
            {
                builder.Append((char)Convert.FromHexString(key.AsSpan(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                builder.Append(key[i]);
            }
        }

        return builder.ToString();
    }

    private static bool MustEscape(char c) => c is '/' or '\\' or '#' or '?' or '%' or '\'' or '!' || char.IsControl(c);
}
