namespace Mhero.Core.RapidPro.Model;

/// <summary>The parameters of a flow start as RapidPro keeps them: verbatim since 10.1.41, rewritten before.</summary>
internal static class FlowStartParams
{
    /// <summary>How many characters of a value RapidPro keeps when it rewrites.</summary>
    public const int MaxValueLength = 640;

    /// <summary>How many parameters RapidPro keeps when it rewrites.</summary>
    public const int MaxCount = 256;

    /// <summary>
    /// The parameters as a RapidPro before 10.1.41 keeps them: every character of a key except ASCII letters, digits and underscores becomes
    /// an underscore, and values are cut. Of keys that become the same the last one stays.
    /// </summary>
    /// <param name="parameters">As they were given.</param>
    public static IReadOnlyDictionary<string, string> Normalise(IReadOnlyDictionary<string, string> parameters)
    {
        Dictionary<string, string> kept = new(StringComparer.Ordinal);
        foreach ((var key, var value) in parameters.Take(MaxCount))
        {
            kept[Key(key)] = Cut(value);
        }

        return kept;
    }

    private static string Key(string key) =>
        string.Create(key.Length, key, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsAsciiLetterOrDigit(text[i]) ? text[i] : '_';
            }
        });

    // RapidPro counts code points, .NET halves of them.
    private static string Cut(string value)
    {
        if (value.Length <= MaxValueLength)
        {
            return value;
        }

        StringBuilder kept = new(MaxValueLength);
        foreach (var rune in value.EnumerateRunes().Take(MaxValueLength))
        {
            kept.Append(rune.ToString());
        }

        return kept.ToString();
    }
}
