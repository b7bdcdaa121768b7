using Hl7.Fhir.Model;
using Mhero.Core.Authoring.Drafts;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.Mapping.Responses;
using static Hl7.Fhir.Model.Questionnaire;

namespace Mhero.Core.Authoring.Questions;

/// <summary>Makes the forms of questions for numbers. RapidPro finds a number anywhere in a text; other texts are refused before.</summary>
/// <param name="context">The authoring.</param>
internal sealed class NumberForms(AuthoringContext context)
{
    // Matches lead to the category of what is refused and are the whole text, so that it is kept as it came.
    private const string NotWhole = @"\A(?:[\s\S]*[^\p{Nd}+-]|[\s\S]+[+-])[\s\S]*\z";
    private const string NotDecimal = @"\A(?:[\s\S]*[^\p{Nd}.+-]|[\s\S]*\.[\s\S]*\.|[\s\S]+[+-]{0})[\s\S]*\z";

    /// <summary>The form of an integer.</summary>
    public QuestionForm Integer(ItemComponent item) => Create(item, RouteCase.Of(OptionCategories.Unmatched, "has_pattern", NotWhole), Phrase.NotWhole, int.MinValue, int.MaxValue);

    /// <summary>The form of a decimal.</summary>
    public QuestionForm Decimal(ItemComponent item)
    {
        var places = RawElements.Number(RawElements.Value(item, AuthoringExtensions.MaxDecimalPlaces) as PrimitiveType);
        var tooPrecise = places is { } max and >= 0 and < 20 ? string.Create(CultureInfo.InvariantCulture, $@"|[\s\S]*\.\p{{Nd}}{{{max + 1}}}") : "";
        return Create(item, RouteCase.Of(OptionCategories.Unmatched, "has_pattern", NotDecimal.Replace("{0}", tooPrecise, StringComparison.Ordinal)), Phrase.NotNumber, null, null);
    }

    /// <summary>The form of a quantity in its one unit; null when it has several, which is reported.</summary>
    public QuestionForm? Quantity(ItemComponent item)
    {
        var units = RawElements.Values(item, QuestionnaireExtensions.UnitOption).OfType<Coding>().ToList();
        var unit = RawElements.Value(item, QuestionnaireExtensions.Unit) as Coding ?? (units.Count == 1 ? units[0] : null);
        if (unit is null && units.Count > 1)
        {
            context.Refuse(item, AuthoringCodes.UnitNotAuthored, "A flow asks for a quantity in one unit. Name it (extension questionnaire-unit), or ask for the unit by a choice of its own.");
            return null;
        }

        if (unit is null)
        {
            context.Note(item, AuthoringCodes.UnitNotAuthored, "The item names no unit (extension questionnaire-unit); the answers have none.");
        }

        var shown = unit is null ? LocalText.Empty : ItemTexts.Read(unit.DisplayElement) is { IsEmpty: false } display ? display : LocalText.Of(ItemTexts.Escape(unit.Code ?? ""));
        return Decimal(item) with { Hint = shown.IsEmpty ? shown : shown.Select(text => $"({text})") };
    }

    private QuestionForm Create(ItemComponent item, RouteCase refusal, Phrase explanation, decimal? least, decimal? most)
    {
        var (min, max) = (Bound(item, QuestionnaireExtensions.MinValue), Bound(item, QuestionnaireExtensions.MaxValue));
        var (low, high) = (min ?? least, max ?? most);
        var accepted = (low, high) switch
        {
            ({ } from, { } to) => RouteCase.Of("Number", "has_number_between", Text(from), Text(to)),
            ({ } from, null) => RouteCase.Of("Number", "has_number_gte", Text(from)),
            (null, { } to) => RouteCase.Of("Number", "has_number_lte", Text(to)),
            _ => RouteCase.Of("Number", "has_number"),
        };
        return new QuestionForm([refusal, accepted], context.Phrases[explanation].With(Range(min, max)))
        {
            ZeroIsAnswer = (low ?? 0) <= 0 && (high ?? 0) >= 0,
        };
    }

    private LocalText Range(decimal? min, decimal? max) => (min, max) switch
    {
        ({ } from, { } to) => context.Phrases[Phrase.Between].With(LocalText.Of(Text(from)), LocalText.Of(Text(to))),
        ({ } from, null) => context.Phrases[Phrase.AtLeast].With(LocalText.Of(Text(from))),
        (null, { } to) => context.Phrases[Phrase.AtMost].With(LocalText.Of(Text(to))),
        _ => LocalText.Empty,
    };

    private decimal? Bound(ItemComponent item, string url)
    {
        switch (RawElements.Value(item, url))
        {
            case null:
                return null;
            case Quantity { Value: { } value }:
                return value;
            case PrimitiveType { JsonValue: { } raw } when NumberText.Read(Convert.ToString(raw, CultureInfo.InvariantCulture)) is { } number:
                return number;
            default:
                context.Note(item, AuthoringCodes.RuleNotChecked, "A bound of the item is not a number; the flow does not check it.");
                return null;
        }
    }

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
