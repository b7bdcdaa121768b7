using Mhero.Core.Mapping.Responses;
using static Hl7.Fhir.Model.Questionnaire;

namespace Mhero.Core.Authoring.Questions;

/// <summary>Chooses the form of a question by the type of its item.</summary>
/// <param name="context">The authoring.</param>
internal sealed class QuestionForms(AuthoringContext context)
{
    private readonly ChoiceForms _choices = new(context);
    private readonly NumberForms _numbers = new(context);
    private readonly TextForms _texts = new(context);
    private readonly TimeForms _times = new(context);

    /// <summary>The form of a question; null when it cannot be asked, which is reported.</summary>
    public QuestionForm? Of(ItemComponent item)
    {
        var hasOptions = item.AnswerOption.Count > 0 || item.AnswerValueSet is not null;
        switch (RawElements.Text(item.TypeElement))
        {
            case "choice" or "open-choice" when IsSelection(item):
                return _choices.Numbers(item);
            case "choice" or "open-choice":
                return _choices.Choice(item);
            case "string" or "text" or "integer" or "date" or "time" when hasOptions:
                return _choices.Choice(item);
            case "boolean":
                return _choices.Boolean();
            case "string" or "text" or "url":
                return _texts.Create(item);
            case "integer":
                return _numbers.Integer(item);
            case "decimal":
                return _numbers.Decimal(item);
            case "quantity":
                return _numbers.Quantity(item);
            case "date":
                return _times.Date(item);
            case "dateTime":
                return _times.DateTime(item);
            case "time":
                return _times.Time(item);
            case var type:
                context.Refuse(item, AuthoringCodes.TypeNotAuthored, $"An item of type '{type}' cannot be answered by a text message. Ask for a text or a choice in its place, or collect it in another way.");
                return null;
        }
    }

    /// <summary>Whether several options can be answered.</summary>
    public static bool IsSelection(ItemComponent item) =>
        RawElements.Flag(item.RepeatsElement) && RawElements.Text(item.TypeElement) is "choice" or "open-choice";
}
