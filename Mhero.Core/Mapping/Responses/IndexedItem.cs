using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Mapping.Responses;

/// <summary>An item of a Questionnaire with all that typing an answer needs, read once.</summary>
internal sealed class IndexedItem
{
    private readonly string? _text;
    private readonly Dictionary<string, string>? _translations;

    public IndexedItem(Questionnaire.ItemComponent item, OptionReader options)
    {
        LinkId = RawElements.Text(item.LinkIdElement) ?? "";
        Type = EnumUtility.ParseLiteral<Questionnaire.QuestionnaireItemType>(RawElements.Text(item.TypeElement)) ?? Questionnaire.QuestionnaireItemType.String;
        Repeats = RawElements.Flag(item.RepeatsElement);
        MaxLength = RawElements.Number(item.MaxLengthElement);
        Options = options.Read(item);
        _text = RawElements.Text(item.TextElement);
        foreach (var (language, content) in RawElements.Translations(item.TextElement))
        {
            (_translations ??= []).TryAdd(language, content);
        }

        Minimum = Limit(RawElements.Value(item, QuestionnaireExtensions.MinValue));
        Maximum = Limit(RawElements.Value(item, QuestionnaireExtensions.MaxValue));
        Unit = RawElements.Value(item, QuestionnaireExtensions.Unit) as Coding;
        var units = RawElements.Values(item, QuestionnaireExtensions.UnitOption).OfType<Coding>().ToList();
        Unit ??= units.Count == 1 ? units[0] : null;
        var resources = RawElements.Values(item, QuestionnaireExtensions.ReferenceResource).OfType<PrimitiveType>().Select(RawElements.Text).ToList();
        UnmatchedCategories = Names(item, QuestionnaireExtensions.UnmatchedCategory);
        OpenCategories = Names(item, QuestionnaireExtensions.OpenCategory);
        TimeoutCategories = Names(item, QuestionnaireExtensions.TimeoutCategory);
        IsPlace = resources.Count == 0 || resources.Contains("Location");
    }

    public string LinkId { get; }

    public Questionnaire.QuestionnaireItemType Type { get; }

    public bool Repeats { get; }

    public int? MaxLength { get; }

    public AnswerOptions? Options { get; }

    /// <summary>The least value as text: a number, or a date.</summary>
    public string? Minimum { get; }

    public string? Maximum { get; }

    /// <summary>The one unit of a quantity; null when the item names none or several.</summary>
    public Coding? Unit { get; }

    /// <summary>Whether a reference may be to a Location.</summary>
    public bool IsPlace { get; }

    /// <summary>The key under which a flow that was authored from the Questionnaire saves the answer.</summary>
    public string? ResultKey { get; init; }

    /// <summary>Whether it is a group that repeats.</summary>
    public bool IsRows => Repeats && Type == Questionnaire.QuestionnaireItemType.Group;

    /// <summary>Whether a group that repeats is around it.</summary>
    public bool IsInRow { get; init; }

    /// <summary>Whether it can have an answer: no group, no display, and not the second of its linkId.</summary>
    public bool IsQuestion { get; init; }

    public List<IndexedItem> Items { get; } = [];

    /// <summary>The question in a language (BCP-47) when it was translated, else as it stands.</summary>
    public string? Text(string? language) =>
        language is not null && _translations is not null && _translations.TryGetValue(language, out var translated) ? translated : _text;

    /// <summary>Names, folded, of the flow's categories for what no test matched.</summary>
    public HashSet<string> UnmatchedCategories { get; }

    /// <summary>Names, folded, of the flow's categories that take any answer.</summary>
    public HashSet<string> OpenCategories { get; }

    /// <summary>Names, folded, of the flow's categories for no answer in time.</summary>
    public HashSet<string> TimeoutCategories { get; }

    /// <summary>Whether it is known from the flow's definition what its categories are for.</summary>
    public bool HasCategoryRoles => UnmatchedCategories.Count + OpenCategories.Count > 0;

    private static HashSet<string> Names(IExtendable item, string url) =>
        [.. RawElements.Values(item, url).Select(value => TextNormalizer.Fold(RawElements.Text(value as PrimitiveType))).Where(name => name.Length > 0)];

    private static string? Limit(DataType? value) =>
        value is PrimitiveType { JsonValue: { } raw } ? Convert.ToString(raw, CultureInfo.InvariantCulture)
        : value is Quantity { Value: { } number } ? number.ToString(CultureInfo.InvariantCulture)
        : null;
}
