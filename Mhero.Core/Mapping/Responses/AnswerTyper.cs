using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.RapidPro.Model;
using static Hl7.Fhir.Model.Questionnaire;

namespace Mhero.Core.Mapping.Responses;

/// <summary>
/// Gives an answer the type of its item, from its value and category, never from the raw message. An answer that cannot have the type
/// is kept as text and reported. Thread-safe.
/// </summary>
internal sealed class AnswerTyper(RunMappingOptions options)
{
    private readonly HashSet<string> _timeouts = options.Timeouts();
    private readonly HashSet<string> _unmatched = options.Unmatched();
    private readonly HashSet<string> _open = options.Open();
    private readonly HashSet<string> _yes = options.Yes();
    private readonly HashSet<string> _no = options.No();

    /// <summary>Makes a result ready to be typed; null when the contact gave no answer.</summary>
    /// <param name="path">Where it is in the run.</param>
    /// <param name="value">The result.</param>
    /// <param name="item">The item that it answers, which knows the flow's own names of categories; null for none.</param>
    public RunAnswer? Read(string path, RunValue value, IndexedItem? item)
    {
        var text = KeptText.Clean(value.Value);
        var clean = TextNormalizer.Clean(value.Category);
        var folded = TextNormalizer.Fold(clean);

        // Where the flow's definition gives the roles of its categories, a setting does not override an option.
        var isOption = item is { HasCategoryRoles: true, Options: { } options } && options.Find(clean) is not null;
        var isTimeout = item?.TimeoutCategories.Contains(folded) is true || (!isOption && _timeouts.Contains(folded));
        var isUnmatched = isTimeout || item?.UnmatchedCategories.Contains(folded) is true || (!isOption && _unmatched.Contains(folded));
        var isOpen = item?.OpenCategories.Contains(folded) is true || (!isOption && _open.Contains(folded));
        var isNamed = clean is not null && !isUnmatched && !isOpen;
        if (clean is not null && OptionCategories.IsSkipped(clean) && item?.Options?.Find(clean) is null)
        {
            return null;
        }

        // A named category is an answer of its own: set_run_result may give it without a value.
        return text is null && !isNamed ? null : new RunAnswer(path, text, clean, isUnmatched, isNamed) { Padded = PaddedOf(text, value.Input) };
    }

    /// <summary>Types an answer.</summary>
    /// <param name="item">The item that it answers.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="places">The registry's Locations.</param>
    /// <param name="issues">Takes what could not be typed.</param>
    /// <returns>The values in order; several only for media of a repeating item. Empty when the item's type needs a value and there is none.</returns>
    public IReadOnlyList<DataType> Type(IndexedItem item, RunAnswer answer, PlaceIndex places, IssueCollector issues)
    {
        if (item.Type is QuestionnaireItemType.Choice or QuestionnaireItemType.OpenChoice)
        {
            return [ChoiceAnswers.Type(item, answer, issues)];
        }

        if (item.Type == QuestionnaireItemType.Boolean)
        {
            return Boolean(answer, issues);
        }

        if (item.Options is not null && !answer.IsUnmatched && ChoiceAnswers.Find(item.Options, answer) is { } option && Fits(item.Type, option))
        {
            return [option];
        }

        if (answer.Text is not { } text)
        {
            return [];
        }

        return item.Type switch
        {
            QuestionnaireItemType.Attachment => MediaAnswers.Type(item, answer, text, issues),
            QuestionnaireItemType.Reference => [PlaceAnswers.Type(item, answer, text, places, issues)],
            QuestionnaireItemType.Quantity => [Quantity(item, answer, issues)],
            QuestionnaireItemType.Integer => [Primitive(NumberText.ReadWhole(text) is { } n ? new Integer(n) : null, new Integer(), item, answer, issues)],
            QuestionnaireItemType.Decimal => [Primitive(NumberText.Read(text) is { } n ? new FhirDecimal(n) : null, new FhirDecimal(), item, answer, issues)],
            QuestionnaireItemType.Date => [Primitive(TimeText.Date(text) is { } d ? new Date(d) : null, new Date(), item, answer, issues)],
            QuestionnaireItemType.DateTime => [Primitive(TimeText.DateTime(text) is { } d ? new FhirDateTime(d) : null, new FhirDateTime(), item, answer, issues)],
            QuestionnaireItemType.Time => [Primitive(TimeText.Time(text) is { } t ? new Time(t) : null, new Time(), item, answer, issues)],
            QuestionnaireItemType.Url => [Primitive(IsUrl(text) ? new FhirUri(text) : null, new FhirUri(), item, answer, issues)],
            _ => [String(item, answer, text, issues)],
        };
    }

    /// <summary>RapidPro's tests for numbers drop leading zeros, which belong to a number that is an identifier and not a count.</summary>
    private static string? PaddedOf(string? text, string? input)
    {
        if (text is null || text.AsSpan().ContainsAnyExceptInRange('0', '9') || string.IsNullOrWhiteSpace(input) || input.Length > 40)
        {
            return null;
        }

        var typed = NumberText.ToAscii(input).Trim();
        return typed.Length > text.Length && typed.EndsWith(text, StringComparison.Ordinal) && !typed.AsSpan(0, typed.Length - text.Length).ContainsAnyExcept('0') ? typed : null;
    }

    private static bool Fits(QuestionnaireItemType type, DataType option) => (type, option) switch
    {
        (QuestionnaireItemType.Integer, Integer) or (QuestionnaireItemType.Decimal, FhirDecimal) or (QuestionnaireItemType.Date, Date)
            or (QuestionnaireItemType.Time, Time) or (QuestionnaireItemType.String or QuestionnaireItemType.Text, FhirString) => true,
        _ => false,
    };

    private static DataType Primitive<T>(T? typed, T empty, IndexedItem item, RunAnswer answer, IssueCollector issues)
        where T : PrimitiveType
    {
        if (typed is null || answer.IsUnmatched)
        {
            return NotTyped(empty, item, answer, issues);
        }

        AnswerBounds.Check(item, answer, issues);
        return answer.Padded is { } padded && (typed is Integer or FhirDecimal) ? KeptText.WithOriginal(typed, padded) : typed;
    }

    private static T NotTyped<T>(T empty, IndexedItem item, RunAnswer answer, IssueCollector issues)
        where T : DataType
    {
        var type = empty.TypeName;
        issues.Warn(MappingCodes.AnswerNotTyped, answer.Path, answer.IsUnmatched
            ? $"The flow did not understand the answer; it was kept as the text of a {type}."
            : $"The answer is not a {type}, the type of item '{item.LinkId}'; it was kept as text.");
        return KeptText.AsText(empty, answer);
    }

    private static FhirString String(IndexedItem item, RunAnswer answer, string text, IssueCollector issues)
    {
        if (item.MaxLength is { } max && text.Length > max)
        {
            issues.Warn(MappingCodes.AnswerOutOfBounds, answer.Path, $"The answer is longer than the {max} characters of item '{item.LinkId}'; it was kept whole.");
        }

        return new FhirString(answer.Padded ?? text);
    }

    private static Quantity Quantity(IndexedItem item, RunAnswer answer, IssueCollector issues)
    {
        var quantity = new Quantity();
        if (item.Unit is { } unit)
        {
            (quantity.System, quantity.Code) = (RawElements.Text(unit.SystemElement), RawElements.Text(unit.CodeElement));
            quantity.Unit = RawElements.Text(unit.DisplayElement) ?? quantity.Code;
        }
        else
        {
            issues.Warn(MappingCodes.UnitUnknown, answer.Path, $"Item '{item.LinkId}' does not name one unit (extension questionnaire-unit); the quantity has none.");
        }

        if (answer.IsUnmatched || NumberText.Read(answer.Text) is not { } number)
        {
            return NotTyped(quantity, item, answer, issues);
        }

        AnswerBounds.Check(item, answer, issues);
        quantity.Value = number;
        return quantity;
    }

    /// <summary>A text with a scheme; a path such as <c>/home</c> is none, although .NET takes it for a file's address.</summary>
    private static bool IsUrl(string text) =>
        char.IsAsciiLetter(text[0]) && !text.Any(char.IsWhiteSpace) && Uri.TryCreate(text, UriKind.Absolute, out _);

    private IReadOnlyList<DataType> Boolean(RunAnswer answer, IssueCollector issues)
    {
        var typed = answer.IsUnmatched ? null : Truth(answer.Category) ?? Truth(answer.Text);
        if (typed is { } value)
        {
            return [new FhirBoolean(value)];
        }

        issues.Warn(MappingCodes.AnswerNotTyped, answer.Path, "The answer is neither yes nor no; it was kept as text.");
        return [KeptText.AsText(new FhirBoolean(), answer)];
    }

    private bool? Truth(string? text)
    {
        var folded = TextNormalizer.Fold(text);
        return _yes.Contains(folded) ? true : _no.Contains(folded) ? false : null;
    }
}
