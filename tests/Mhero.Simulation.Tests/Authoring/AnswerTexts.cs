using Hl7.Fhir.Model;
using static Hl7.Fhir.Model.Questionnaire;

namespace Mhero.Simulation.Tests.Authoring;

/// <summary>The texts that a contact sends to an authored flow to give the answers of a response.</summary>
internal static class AnswerTexts
{
    /// <summary>The texts, in the order of the questions.</summary>
    public static IReadOnlyList<string> Of(Questionnaire questionnaire, QuestionnaireResponse response) => [.. Texts(questionnaire.Item, response)];

    private static IEnumerable<string> Texts(List<ItemComponent> items, QuestionnaireResponse response)
    {
        foreach (var item in items.Where(i => ResponseRules.IsEnabled(i, response)))
        {
            if (item.Type == QuestionnaireItemType.Group)
            {
                foreach (var text in Texts(item.Item, response))
                {
                    yield return text;
                }
            }
            else if (IsAsked(item))
            {
                var answers = ResponseRules.Find(response.Item, item.LinkId!);
                foreach (var text in answers.Count == 0 ? [Skip(item)] : answers.SelectMany(a => TextsOf(item, a)))
                {
                    yield return text;
                }
            }
        }
    }

    private static bool IsAsked(ItemComponent item) =>
        item.ReadOnly is not true && item.Type is not (QuestionnaireItemType.Display or QuestionnaireItemType.Attachment or QuestionnaireItemType.Reference);

    private static string Skip(ItemComponent item) =>
        item.Type is QuestionnaireItemType.Integer or QuestionnaireItemType.Decimal or QuestionnaireItemType.Quantity
        && item.Extension.Find(e => e.Url!.EndsWith("/minValue", StringComparison.Ordinal))?.Value is not Integer { Value: > 0 } ? "X" : "0";

    private static IEnumerable<string> TextsOf(ItemComponent item, DataType value)
    {
        var option = item.AnswerOption.FindIndex(o => Play.Show(o.Value) == Play.Show(value));
        return (item.Type, value) switch
        {
            (_, _) when option >= 0 => [(option + 1).ToString(CultureInfo.InvariantCulture)],
            (QuestionnaireItemType.OpenChoice, _) => [(item.AnswerOption.Count + 1).ToString(CultureInfo.InvariantCulture), Play.Show(value)],
            (_, FhirBoolean { Value: { } truth }) => [truth ? "1" : "2"],
            (_, Date { Value: { Length: 10 } day }) => [DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture).ToString("dd-MM-yyyy", CultureInfo.InvariantCulture)],
            (_, FhirDateTime { Value: { Length: > 15 } time }) => [DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToString("dd-MM-yyyy HH:mm", CultureInfo.InvariantCulture)],
            (_, Time { Value: { } clock }) => [clock[..5]],
            (_, Quantity { Value: { } number }) => [number.ToString(CultureInfo.InvariantCulture)],
            _ => [Play.Show(value)],
        };
    }
}
