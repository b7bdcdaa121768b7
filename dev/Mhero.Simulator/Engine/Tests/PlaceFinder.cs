using System.Text.RegularExpressions;

namespace Mhero.Simulator.Engine.Tests;

/// <summary>
/// Finds places by name in a text as RapidPro does: the whole text, then without its punctuation, then word by word, then by
/// pairs of words.
/// </summary>
internal sealed partial class PlaceFinder(IReadOnlyList<SimulatedPlace> places)
{
    private const string Separator = " > ";

    [GeneratedRegex(@"[\s\p{P}]+")]
    private static partial Regex Punctuation();

    [GeneratedRegex(@"[\p{L}\d]+(?:-[\p{L}\d]+)*")]
    private static partial Regex Word();

    /// <summary>The path of the place; null when there is none, or more than one and no parent to tell them apart.</summary>
    /// <param name="text">The contact's text.</param>
    /// <param name="level">1 for a state, 2 for a district, 3 for a ward.</param>
    /// <param name="parents">Names of the state, and of the district, that it must be in; empty for any.</param>
    public string? Find(string text, int level, params string[] parents)
    {
        string? parent = null;
        if (parents.Any(p => p.Trim().Length > 0))
        {
            for (var i = 0; i < parents.Length; i++)
            {
                parent = Search(parents[i], i + 1, parent) is [var found, ..] ? found : null;
                if (parent is null)
                {
                    return null;
                }
            }
        }

        var matches = Search(text, level, parent);
        return matches.Count == 1 || (matches.Count > 1 && (level == 1 || parent is not null)) ? matches[0] : null;
    }

    private List<string> Search(string text, int level, string? parent)
    {
        foreach (var candidate in Candidates(text))
        {
            var found = places.Where(p => Level(p.Path) == level && (parent is null || p.Path.StartsWith(parent + Separator, StringComparison.Ordinal)) && IsNamed(p, candidate))
                .Select(p => p.Path).ToList();
            if (found.Count > 0)
            {
                return found;
            }
        }

        return [];
    }

    private static IEnumerable<string> Candidates(string text)
    {
        yield return text.Trim();
        yield return Punctuation().Replace(text, "");
        var words = Word().Matches(text).Select(m => m.Value).ToList();
        foreach (var word in words)
        {
            yield return word;
        }

        for (var i = 0; i + 1 < words.Count; i++)
        {
            yield return $"{words[i]} {words[i + 1]}";
        }
    }

    private static int Level(string path) => path.Split(Separator).Length - 1;

    private static bool IsNamed(SimulatedPlace place, string name) =>
        place.Path.Split(Separator)[^1].Equals(name, StringComparison.OrdinalIgnoreCase) || place.Aliases.Contains(name, StringComparer.OrdinalIgnoreCase);
}
