using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Mapping.Responses;

/// <summary>How runs are mapped; section <c>Mhero:Runs</c>. Texts are compared without case, blanks and diacritics.</summary>
public sealed class RunMappingOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Runs";

    private static readonly string[] DefaultTimeouts = ["No Response", "Timeout"];
    private static readonly string[] DefaultUnmatched = ["Other"];
    private static readonly string[] DefaultOpen = ["All Responses", "Has Text"];

    private static readonly string[] DefaultYes = ["yes", "y", "true", "oui", "sim", "sí", "ndiyo", "ndio", "yego", "نعم"];
    private static readonly string[] DefaultNo = ["no", "n", "false", "non", "não", "hapana", "oya", "لا"];

    /// <summary>Categories into which a contact falls who did not answer in time.</summary>
    /// <value>Empty means <c>No Response</c> and <c>Timeout</c>.</value>
    public List<string> TimeoutCategories { get; set; } = [];

    /// <summary>Categories of what no test of the flow matched: the text is kept as text, whatever the item's type.</summary>
    /// <value>
    /// Empty means <c>Other</c>. The flow's definition says more: its default category counts whatever it is called, where mHero could
    /// read the definition.
    /// </value>
    public List<string> UnmatchedCategories { get; set; } = [];

    /// <summary>Categories that accept any answer and do not describe it.</summary>
    /// <value>Empty means <c>All Responses</c> and <c>Has Text</c>.</value>
    public List<string> OpenCategories { get; set; } = [];

    /// <summary>Categories, or answers, that are true for a <c>boolean</c> item.</summary>
    /// <value>Empty means yes, y, true, and yes in French, Portuguese, Spanish, Swahili, Kinyarwanda and Arabic.</value>
    public List<string> YesCategories { get; set; } = [];

    /// <summary>Categories, or answers, that are false for a <c>boolean</c> item.</summary>
    /// <value>Empty means no, n, false, and no in the languages of <see cref="YesCategories"/>.</value>
    public List<string> NoCategories { get; set; } = [];

    /// <summary>Whether a category has one of the names that RapidPro's editor gives for no answer in time.</summary>
    internal static bool IsTimeout(string category) => IsOneOf(DefaultTimeouts, category);

    /// <summary>Whether a category has the name that RapidPro's editor gives for what no test matched.</summary>
    internal static bool IsUnmatched(string category) => IsOneOf(DefaultUnmatched, category);

    /// <summary>Whether a category has one of the names that RapidPro's editor gives for any answer.</summary>
    internal static bool IsOpen(string category) => IsOneOf(DefaultOpen, category);

    internal HashSet<string> Timeouts() => Folded(TimeoutCategories, DefaultTimeouts);

    internal HashSet<string> Unmatched() => Folded(UnmatchedCategories, DefaultUnmatched);

    internal HashSet<string> Open() => Folded(OpenCategories, DefaultOpen);

    internal HashSet<string> Yes() => Folded(YesCategories, DefaultYes);

    internal HashSet<string> No() => Folded(NoCategories, DefaultNo);

    private static bool IsOneOf(string[] names, string category) => names.Any(name => TextNormalizer.Fold(name) == TextNormalizer.Fold(category));

    private static HashSet<string> Folded(List<string> configured, string[] otherwise) =>
        (configured.Count == 0 ? otherwise : configured.AsEnumerable()).Select(TextNormalizer.Fold).ToHashSet(StringComparer.Ordinal);
}
