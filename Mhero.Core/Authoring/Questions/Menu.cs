using Mhero.Core.Authoring.Drafts;
using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Authoring.Questions;

/// <summary>Composes the list of options and the tests that find the chosen one.</summary>
internal static class Menu
{
    /// <summary>The lines of the list.</summary>
    /// <param name="labels">The text that a contact sends for each option.</param>
    /// <param name="displays">The options.</param>
    public static LocalText Lines(IReadOnlyList<string> labels, IReadOnlyList<LocalText> displays) =>
        LocalText.Join("\n", [.. displays.Select((display, i) => display.Select(text => $"{labels[i]} {text}"))]);

    /// <summary>The text that a contact sends for each option.</summary>
    /// <param name="count">How many options there are.</param>
    /// <param name="style">Numbers or letters.</param>
    public static IReadOnlyList<string> Labels(int count, MenuStyle style) =>
        [.. Enumerable.Range(0, count).Select(i => style == MenuStyle.Letters ? ((char)('A' + i)).ToString() : (i + 1).ToString(CultureInfo.InvariantCulture))];

    /// <summary>
    /// The tests: the label alone, and the option's text alone. A text that is a label, or the text of an option before, is not tested.
    /// </summary>
    /// <param name="labels">The text that a contact sends for each option.</param>
    /// <param name="displays">The options.</param>
    /// <param name="categories">The category of each.</param>
    public static IEnumerable<RouteCase> Cases(IReadOnlyList<string> labels, IReadOnlyList<LocalText> displays, IReadOnlyList<string> categories)
    {
        var used = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        for (var i = 0; i < labels.Count; i++)
        {
            yield return RouteCase.Of(categories[i], "has_only_phrase", labels[i]);
        }

        for (var i = 0; i < labels.Count; i++)
        {
            if (!IsFree(displays[i].Base, ""))
            {
                continue;
            }

            var translations = displays[i].Translations.Where(t => IsFree(t.Value, t.Key)).ToDictionary(t => t.Key, t => t.Value);
            yield return new RouteCase(categories[i], "has_only_phrase", new LocalText(displays[i].Base, translations));
        }

        bool IsFree(string text, string language)
        {
            var taken = used.TryGetValue(language, out var known) ? known : used[language] = new(labels.Append("0").Append("X").Select(TextNormalizer.Fold), StringComparer.Ordinal);
            var letters = string.Concat(TextNormalizer.Fold(text).Where(char.IsLetterOrDigit));
            return letters.Any(char.IsLetter) && taken.Add(letters);
        }
    }
}
