using Hl7.Fhir.Model;
using Mhero.Core.Fhir;

namespace Mhero.Core.Mapping.Responses;

/// <summary>Writes on a response which period it is about, where its Questionnaire says how that is known.</summary>
internal static class ReportPeriods
{
    private const int MaxDepth = 64;

    /// <summary>Writes it.</summary>
    /// <param name="response">The response with its answers; it is changed.</param>
    /// <param name="questionnaire">The Questionnaire.</param>
    public static void Write(QuestionnaireResponse response, Questionnaire questionnaire)
    {
        var named = Marked(questionnaire.Item, 0).SelectMany(linkId => Answers(response.Item, linkId, 0)).Select(a => PeriodNames.Read(a)).FirstOrDefault(p => p is not null);
        if (named is { } period)
        {
            response.AddExtension(MheroSystems.ReportingPeriod, new Period { Start = Day(period.First), End = Day(period.Last) });
        }
        else if (RawElements.Number(RawElements.Value(questionnaire, QuestionnaireExtensions.ReportPeriodOffset) as PrimitiveType) is { } offset)
        {
            response.AddExtension(QuestionnaireExtensions.ReportPeriodOffset, new Integer(offset));
        }
    }

    /// <summary>The answers to an item as text; of an answer from a list its code.</summary>
    /// <param name="items">The response's items.</param>
    /// <param name="linkId">The item.</param>
    /// <param name="depth">How deep <paramref name="items"/> lie.</param>
    public static IEnumerable<string> Answers(List<QuestionnaireResponse.ItemComponent> items, string linkId, int depth = 0) =>
        depth > MaxDepth ? [] : items.SelectMany(item => (RawElements.Text(item.LinkIdElement) == linkId ? item.Answer.Select(a => TextOf(a.Value)).OfType<string>() : [])
            .Concat(Answers(item.Item, linkId, depth + 1))
            .Concat(item.Answer.SelectMany(a => Answers(a.Item, linkId, depth + 1))));

    private static IEnumerable<string> Marked(List<Questionnaire.ItemComponent> items, int depth) =>
        depth > MaxDepth ? [] : items.SelectMany(item => Marked(item.Item, depth + 1)
            .Concat(RawElements.Flag(RawElements.Value(item, QuestionnaireExtensions.ReportPeriodItem) as PrimitiveType) && RawElements.Text(item.LinkIdElement) is { } linkId ? [linkId] : []));

    private static string? TextOf(DataType? value) => value switch
    {
        Coding coding => RawElements.Text(coding.CodeElement) ?? RawElements.Text(coding.DisplayElement),
        PrimitiveType { JsonValue: { } raw } => Convert.ToString(raw, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
