using System.Text.RegularExpressions;

namespace Mhero.Simulator.Engine.Tests;

/// <summary>Tests on words. They compare without regard to case, and match as the contact wrote it.</summary>
internal static partial class WordTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    [GeneratedRegex(@"[\p{M}\p{L}\p{N}_']+|[\uD800-\uDBFF][\uDC00-\uDFFF]|\p{S}")]
    private static partial Regex Word();

    [GeneratedRegex(@"([\p{L}\p{N}][-_.\p{L}\p{N}]*)@([\p{L}\p{N}][-_\p{L}\p{N}]*)(\.[\p{L}\p{N}][-_\p{L}\p{N}]*)+")]
    private static partial Regex EmailAddress();

    public static List<string> Words(string text) => [.. Word().Matches(text).Select(m => m.Value)];

    public static string? AnyWord(string text, string words)
    {
        var wanted = Set(words);
        var matches = Words(text).Where(wanted.Contains).ToList();
        return matches.Count > 0 ? string.Join(' ', matches) : null;
    }

    public static string? AllWords(string text, string words)
    {
        var wanted = Set(words);
        var matches = Words(text).Where(wanted.Contains).ToList();
        return matches.Distinct(StringComparer.OrdinalIgnoreCase).Count() == wanted.Count ? string.Join(' ', matches) : null;
    }

    public static string? Phrase(string text, string phrase)
    {
        var (words, wanted) = (Words(text), Words(phrase));
        for (var at = 0; at + wanted.Count <= words.Count; at++)
        {
            if (Same(words.Skip(at).Take(wanted.Count), wanted))
            {
                return string.Join(' ', words.Skip(at).Take(wanted.Count));
            }
        }

        return wanted.Count == 0 ? "" : null;
    }

    public static string? OnlyPhrase(string text, string phrase)
    {
        var words = Words(text);
        return Same(words, Words(phrase)) ? string.Join(' ', words) : null;
    }

    /// <summary>Letter by letter: words do not count here.</summary>
    public static string? Beginning(string text, string beginning)
    {
        var (whole, wanted) = (text.Trim(), beginning.Trim());
        return whole.Length > 0 && wanted.Length > 0 && whole.StartsWith(wanted, StringComparison.OrdinalIgnoreCase) ? whole[..wanted.Length] : null;
    }

    public static string? Pattern(string text, string pattern)
    {
        try
        {
            return Compile(pattern).Match(text.Trim()) is { Success: true } match ? match.Value : null;
        }
        catch (Exception fault) when (fault is ArgumentException or RegexMatchTimeoutException)
        {
            return null;
        }
    }

    /// <exception cref="ArgumentException">It is not a regular expression.</exception>
    public static Regex Compile(string pattern) =>
        new(pattern.Trim(), RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant, Patience);

    public static string? Email(string text) => EmailAddress().Match(text) is { Success: true } match ? match.Value : null;

    private static HashSet<string> Set(string words) => new(Words(words), StringComparer.OrdinalIgnoreCase);

    private static bool Same(IEnumerable<string> words, IEnumerable<string> wanted) => words.SequenceEqual(wanted, StringComparer.OrdinalIgnoreCase);
}
