using Hl7.Fhir.Model;
using Mhero.Core.Floip.Results;
using Mhero.Core.Mapping.Responses;

namespace Mhero.Core.Mapping.Floip;

/// <summary>The types of Flow Results that items of a Questionnaire have.</summary>
internal static class QuestionTypes
{
    /// <summary>The type of an item; null for one that asks nothing.</summary>
    public static ResultsQuestionType? Of(Questionnaire.ItemComponent item) => RawElements.Text(item.TypeElement) switch
    {
        "group" or "display" or null => null,
        "boolean" => ResultsQuestionType.SelectOne,
        "choice" when item.AnswerOption.Count > 0 => RawElements.Flag(item.RepeatsElement) ? ResultsQuestionType.SelectMany : ResultsQuestionType.SelectOne,
        "decimal" or "integer" or "quantity" => ResultsQuestionType.Numeric,
        "date" => ResultsQuestionType.Date,
        "dateTime" => ResultsQuestionType.DateTime,
        "time" => ResultsQuestionType.Time,
        "string" or "text" or "url" or "reference" => ResultsQuestionType.Text,

        // Media, and choices whose list is elsewhere or takes other texts too: each row says what it is.
        _ => ResultsQuestionType.Open,
    };

    /// <summary>The choices of an item: the display of each option, or its code where two options share a display.</summary>
    public static IReadOnlyList<string> ChoicesOf(Questionnaire.ItemComponent item)
    {
        if (RawElements.Text(item.TypeElement) == "boolean")
        {
            return ["true", "false"];
        }

        var options = item.AnswerOption.Select(o => NamesOf(o.Value)).ToList();
        return [.. options.Select(o => o.Display is { } display && options.Count(other => other.Display == display) == 1 ? display : o.Code ?? o.Display ?? "").Where(n => n.Length > 0).Distinct()];
    }

    /// <summary>The choice that an answer is.</summary>
    public static string? ChoiceOf(DataType value, Questionnaire.ItemComponent? item)
    {
        var (display, code) = NamesOf(value);
        if (item is null)
        {
            return display ?? code;
        }

        // The display of an answer may be in the contact's language; the option has the package's.
        var option = item.AnswerOption.Select(o => NamesOf(o.Value)).FirstOrDefault(o => code is not null ? o.Code == code : o.Display == display);
        var choices = ChoicesOf(item);
        return new[] { option.Display, option.Code, display, code }.FirstOrDefault(n => n is not null && choices.Contains(n)) ?? display ?? code;
    }

    private static (string? Display, string? Code) NamesOf(DataType? value) => value switch
    {
        Coding coding => (RawElements.Text(coding.DisplayElement), RawElements.Text(coding.CodeElement)),
        ResourceReference reference => (RawElements.Text(reference.DisplayElement), RawElements.Text(reference.ReferenceElement)),
        PrimitiveType { JsonValue: { } raw } => (Convert.ToString(raw, System.Globalization.CultureInfo.InvariantCulture), null),
        _ => (null, null),
    };
}
