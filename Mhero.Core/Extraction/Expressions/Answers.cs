using Hl7.Fhir.Model;
using Mhero.Core.Fhir;

namespace Mhero.Core.Extraction.Expressions;

/// <summary>Answers, and what there is in place of one.</summary>
internal static class Answers
{
    /// <summary>
    /// Whether a value has nothing to carry over: an empty text, or an element with extensions only, as the response has it
    /// for an answer that is not a value of its item's type (<paramref name="keptAsText"/>).
    /// </summary>
    public static bool SaysNothing(Base value, out bool keptAsText)
    {
        var isEmpty = value switch
        {
            PrimitiveType primitive => primitive.JsonValue is null or "" || (primitive.JsonValue is string text && string.IsNullOrWhiteSpace(text)),
            Quantity quantity => quantity.ValueElement?.JsonValue is null && quantity.GetExtension(QuestionnaireExtensions.DataAbsentReason) is not null,
            _ => false,
        };
        keptAsText = isEmpty && value is DataType data && data.GetExtension(QuestionnaireExtensions.DataAbsentReason) is not null;
        return isEmpty;
    }

    /// <summary>Whether a QuestionnaireResponse item, or one below it, has an answer.</summary>
    public static bool HasAnswer(QuestionnaireResponse.ItemComponent item) =>
        item.Answer.Exists(answer => answer.Value is not null || answer.Item.Exists(HasAnswer)) || item.Item.Exists(HasAnswer);
}
