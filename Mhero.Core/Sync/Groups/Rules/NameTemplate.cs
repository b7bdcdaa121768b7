using System.Text.RegularExpressions;
using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Sync.Groups.Rules;

/// <summary>A group's name with placeholders in braces.</summary>
internal static partial class NameTemplate
{
    /// <summary>RapidPro's limit (a 400 beyond it).</summary>
    private const int MaxLength = 64;

    /// <summary>The placeholders that a rule may use.</summary>
    public static readonly IReadOnlyList<string> Known = [RuleValues.Cadre, RuleValues.Role, RuleValues.Specialty, RuleValues.Facility, RuleValues.District];

    /// <summary>The placeholders of a name, each once.</summary>
    public static IEnumerable<string> PlaceholdersOf(string template) =>
        Placeholder().Matches(template).Select(m => m.Groups[1].Value.ToLowerInvariant()).Distinct();

    /// <summary>The name with its placeholders filled in, as RapidPro accepts it.</summary>
    public static string Fill(string template, IReadOnlyDictionary<string, RuleValue> values) =>
        Fit(Placeholder().Replace(template, m => values[m.Groups[1].Value.ToLowerInvariant()].Text), null);

    /// <summary>A name as RapidPro accepts it: without quotes and backslashes, and not too long with its distinguishing suffix.</summary>
    public static string Fit(string name, string? distinction)
    {
        var end = distinction is null ? "" : $" ({Allowed(distinction)})";
        return TextNormalizer.Cut(Allowed(name), Math.Max(1, MaxLength - end.Length)) + end;
    }

    private static string Allowed(string text) => TextNormalizer.Clean(text.Replace('"', '\'').Replace('\\', '/')) ?? "-";

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex Placeholder();
}
