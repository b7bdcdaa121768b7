using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Questionnaires;

namespace Mhero.Core.Mapping.Responses;

/// <summary>
/// The answers that an item allows, to be found by RapidPro's values: its category for the option, then the display,
/// then the code, then a translation of the display. A text that two options share finds none.
/// </summary>
internal sealed class AnswerOptions
{
    private readonly Dictionary<string, DataType?> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DataType?> _folded = new(StringComparer.Ordinal);

    private readonly IReadOnlyList<string> _names;

    public AnswerOptions(IReadOnlyCollection<AnswerOption> options, bool isComplete)
    {
        IsComplete = isComplete;
        _names = OptionCategories.Of(options.Select(o => (o.Categories.Count > 0 ? o.Categories[0] : null, o.Display, o.Code)));
        Add(options, o => o.Categories);
        Add(options, o => o.Display is { } display ? [display] : []);
        Add(options, o => o.Code is { } code ? [code] : []);
        Add(options, o => o.Translations.Select(t => t.Text));

        // A flow that was authored from the Questionnaire names its categories by the same rule.
        var next = 0;
        Add(options, _ => [_names[next++]]);
    }

    /// <summary>Whether these are all; false when a value set is not in the Questionnaire.</summary>
    public bool IsComplete { get; }

    /// <summary>The name of an authored flow's category for the option at a position, from 1; null for none.</summary>
    public string? NameAt(int position) => position >= 1 && position <= _names.Count ? _names[position - 1] : null;

    /// <summary>A copy of the option that a text means; null for none or several.</summary>
    public DataType? Find(string? text)
    {
        if (text is null || _folded.Count == 0)
        {
            return null;
        }

        var found = _exact.GetValueOrDefault(text) ?? _folded.GetValueOrDefault(TextNormalizer.Fold(text));
        return (DataType?)found?.DeepCopy();
    }

    private void Add(IReadOnlyCollection<AnswerOption> options, Func<AnswerOption, IEnumerable<string>> textsOf)
    {
        // A text of a kind that comes first is not made ambiguous by one of a later kind.
        var exactHere = new Dictionary<string, DataType?>(StringComparer.Ordinal);
        var foldedHere = new Dictionary<string, DataType?>(StringComparer.Ordinal);
        foreach (var option in options)
        {
            foreach (var text in textsOf(option))
            {
                Enter(exactHere, text, option.Value);
                Enter(foldedHere, TextNormalizer.Fold(text), option.Value);
            }
        }

        Merge(_exact, exactHere);
        Merge(_folded, foldedHere);

        static void Enter(Dictionary<string, DataType?> here, string key, DataType value)
        {
            if (key.Length > 0 && !here.TryAdd(key, value) && !(here[key]?.IsExactly(value) ?? false))
            {
                here[key] = null;
            }
        }

        static void Merge(Dictionary<string, DataType?> all, Dictionary<string, DataType?> here)
        {
            foreach (var (key, value) in here)
            {
                all.TryAdd(key, value);
            }
        }
    }
}
