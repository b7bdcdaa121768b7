using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using Mhero.Core.Authoring.Drafts;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.Mapping.Responses;
using static Hl7.Fhir.Model.Questionnaire;

namespace Mhero.Core.Authoring.Questions;

/// <summary>Makes the forms of questions for text.</summary>
/// <param name="context">The authoring.</param>
internal sealed class TextForms(AuthoringContext context)
{
    /// <summary>RapidPro cuts what it saves of an answer here.</summary>
    private const int MaxLength = 640;

    private const string Url = @"\A[A-Za-z][A-Za-z0-9+.-]*:\S+\z";

    /// <summary>The form of a text.</summary>
    public QuestionForm Create(ItemComponent item)
    {
        var entry = ItemTexts.Read(RawElements.Value(item, AuthoringExtensions.EntryFormat));
        var min = RawElements.Number(RawElements.Value(item, AuthoringExtensions.MinLength) as PrimitiveType) is { } least and > 1 and <= MaxLength ? least : (int?)null;
        var max = RawElements.Number(item.MaxLengthElement) is { } most and > 0 and < MaxLength ? most : (int?)null;
        List<RouteCase> cases = [];
        if (min is { } from)
        {
            cases.Add(RouteCase.Of(OptionCategories.Unmatched, "has_pattern", string.Create(CultureInfo.InvariantCulture, $@"\A[\s\S]{{0,{from - 1}}}\z")));
        }

        if (max is { } to)
        {
            cases.Add(RouteCase.Of(OptionCategories.Unmatched, "has_pattern", string.Create(CultureInfo.InvariantCulture, $@"\A[\s\S]{{{to + 1},}}\z")));
        }

        var pattern = PatternOf(item);
        cases.Add(pattern is null ? RouteCase.Of("Has Text", "has_text") : RouteCase.Of("Valid", "has_pattern", pattern));
        return new QuestionForm(cases, Explain(pattern is not null, entry, min, max)) { Hint = entry.IsEmpty ? entry : entry.Select(text => $"({text})") };
    }

    private LocalText Explain(bool hasPattern, LocalText entry, int? min, int? max) =>
        hasPattern ? (entry.IsEmpty ? context.Phrases[Phrase.WrongForm] : context.Phrases[Phrase.WrongFormLike].With(entry))
        : min is null && max is null ? context.Phrases[Phrase.NoAnswer]
        : context.Phrases[Phrase.WrongLength].With(Number(min ?? 1), Number(max ?? MaxLength));

    private string? PatternOf(ItemComponent item)
    {
        if (RawElements.Text(RawElements.Value(item, QuestionnaireExtensions.Regex) as PrimitiveType) is not { } pattern)
        {
            return item.Type == QuestionnaireItemType.Url ? Url : null;
        }

        try
        {
            // RapidPro's engine (RE2) has neither look-around nor back references; nor has this option of .NET.
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return ItemTexts.Escape($@"\A(?:{pattern})\z");
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            context.Note(item, AuthoringCodes.RuleNotChecked, "The item's regular expression has parts that RapidPro's engine does not have; the flow does not check it.");
            return null;
        }
    }

    private static LocalText Number(int number) => LocalText.Of(number.ToString(CultureInfo.InvariantCulture));
}
