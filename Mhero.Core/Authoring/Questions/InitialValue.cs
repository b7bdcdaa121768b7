using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Responses;
using static Hl7.Fhir.Model.Questionnaire;

namespace Mhero.Core.Authoring.Questions;

/// <summary>The initial value of an item that is asked: an answer that the contact may confirm or replace.</summary>
/// <param name="Result">The value of the result.</param>
/// <param name="Category">Its category; empty for an answer without options.</param>
/// <param name="Shown">The value as the contact reads it.</param>
internal sealed record InitialValue(string Result, string Category, LocalText Shown)
{
    /// <summary>The initial value of an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="form">How it is asked.</param>
    /// <returns>Null for none, for several, for a choice of several options, and for a value that does not answer the item.</returns>
    public static InitialValue? Of(ItemComponent item, QuestionForm form)
    {
        List<DataType?> values = [.. item.Initial.Select(i => i.Value), .. item.AnswerOption.Where(o => RawElements.Flag(o.InitialSelectedElement)).Select(o => o.Value)];
        if (values is not [{ } value] || QuestionForms.IsSelection(item))
        {
            return null;
        }

        if (form.Options.Count > 0)
        {
            return form.Options.FirstOrDefault(o => ConditionTests.IsSame(o.Value, value)) is { } option ? OfOption(option) : null;
        }

        return (RawElements.Text(item.TypeElement), value) switch
        {
            ("quantity", Quantity { Value: { } number } quantity) when FitsUnit(item, quantity) => new(Text(number), "", LocalText.Join(" ", LocalText.Of(Text(number)), form.Hint)),
            ("integer", Integer) or ("decimal", Integer or FhirDecimal) or ("string" or "text", FhirString) or ("url", FhirUri) or ("time", Time) => OfPrimitive((PrimitiveType)value, form),
            ("date", Date) when RawElements.Text((PrimitiveType)value)?.Length == 10 => OfPrimitive((PrimitiveType)value, form),
            ("dateTime", FhirDateTime) when RawElements.Text((PrimitiveType)value)?.Contains('T', StringComparison.Ordinal) is true => OfPrimitive((PrimitiveType)value, form),
            _ => null,
        };
    }

    private static InitialValue OfOption(FormOption option) => new(
        option.Value switch
        {
            FhirBoolean { Value: { } truth } => truth ? "true" : "false",
            Coding { Code: { } code } => ItemTexts.Escape(code),
            _ => option.Category,
        },
        option.Category,
        option.Display);

    private static InitialValue? OfPrimitive(PrimitiveType value, QuestionForm form)
    {
        if (value.JsonValue is not { } raw || Convert.ToString(raw, CultureInfo.InvariantCulture) is not { Length: > 0 } text)
        {
            return null;
        }

        // The workspace decides how a date is written.
        var shown = form.Format is { } format ? $"@({format}(\"{text}\"))" : ItemTexts.Escape(text);
        return new(ItemTexts.Escape(text), "", LocalText.Of(shown));
    }

    private static bool FitsUnit(ItemComponent item, Quantity quantity) =>
        RawElements.Value(item, QuestionnaireExtensions.Unit) is not Coding unit || quantity.Code is null || quantity.Code == unit.Code;

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
