using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>
/// The names of the categories by which an authored flow tells a question's options apart. A run carries the name in the flow's base language
/// whatever the contact's language, so the mapping of runs finds the option by it.
/// </summary>
internal static class OptionCategories
{
    /// <summary>The category of a question that the contact skipped: no answer was given.</summary>
    public const string Skipped = "Skipped";

    /// <summary>The category of what no test matched.</summary>
    public const string Unmatched = "Other";

    /// <summary>The category of a selection of several: the value has the positions of the options in the Questionnaire's order, from 1.</summary>
    public const string Numbers = "Option numbers";

    /// <summary>The category of the option that leads to an answer in the contact's own words.</summary>
    public const string OwnWords = "Own words";

    /// <summary>The flow editor takes no longer name.</summary>
    private const int MaxLength = 36;

    private static readonly HashSet<string> Reserved = new(
        new[] { Skipped, Unmatched, Numbers, OwnWords, "No Response", "Timeout", "All Responses", "Has Text" }.Select(TextNormalizer.Fold),
        StringComparer.Ordinal);

    /// <summary>Whether a category is the one of a question that the contact skipped.</summary>
    /// <param name="category">The category's name.</param>
    public static bool IsSkipped(string category) => category.Trim() == Skipped;

    /// <summary>One name for each option.</summary>
    /// <param name="options">The category that the Questionnaire names for each option (extension <c>rapidpro-category</c>), its display and its code, in the Questionnaire's order.</param>
    /// <returns>
    /// The category, else the display, else the code, cut to 36 characters. Where another option has the name already, or RapidPro or mHero uses it for what is not an
    /// option, the option's position is added.
    /// </returns>
    public static IReadOnlyList<string> Of(IEnumerable<(string? Category, string? Display, string? Code)> options)
    {
        List<string> texts = [.. options.Select(o => TextNormalizer.Clean(o.Category ?? o.Display ?? o.Code) ?? "Option")];
        var used = new HashSet<string>(Reserved, StringComparer.Ordinal);
        var names = texts.Select(text => text.Length <= MaxLength && used.Add(TextNormalizer.Fold(text)) ? text : null).ToList();

        // Those that need another name come last, so that none of them takes the display of a later option.
        return [.. names.Select((name, i) => name ?? Unique(texts[i], i + 1, used))];
    }

    private static string Unique(string text, int position, HashSet<string> used)
    {
        var name = TextNormalizer.Cut(text, MaxLength);
        for (var attempt = 0; !used.Add(TextNormalizer.Fold(name)); attempt++)
        {
            var suffix = string.Create(CultureInfo.InvariantCulture, $" {position}") + new string('.', attempt);
            name = TextNormalizer.Cut(text, MaxLength - suffix.Length) + suffix;
        }

        return name;
    }
}
