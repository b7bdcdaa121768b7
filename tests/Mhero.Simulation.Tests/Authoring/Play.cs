using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Issues;
using Mhero.Simulator;

namespace Mhero.Simulation.Tests.Authoring;

/// <summary>One contact's way through an authored flow.</summary>
/// <param name="Messages">The messages that the contact got.</param>
/// <param name="Run">The run.</param>
/// <param name="Response">The response that mHero makes of it.</param>
/// <param name="Issues">What could not be mapped.</param>
internal sealed record Play(IReadOnlyList<string> Messages, SimulatedRun Run, QuestionnaireResponse Response, IReadOnlyList<MappingIssue> Issues)
{
    /// <summary>The answers of an item in a form that can be compared.</summary>
    public IReadOnlyList<string> Answers(string linkId) => [.. ItemsOf(Response.Item).Where(i => i.LinkId == linkId).SelectMany(i => i.Answer).Select(a => Show(a.Value))];

    /// <summary>Every answer with its linkId, in the order of the response.</summary>
    public IReadOnlyList<string> AllAnswers() => [.. ItemsOf(Response.Item).SelectMany(i => i.Answer.Select(a => $"{i.LinkId} {Show(a.Value)}"))];

    /// <summary>A value in a form that can be compared.</summary>
    public static string Show(DataType? value) => value switch
    {
        Coding coding => $"{coding.System}|{coding.Code}",
        Quantity quantity => FormattableString.Invariant($"{quantity.Value} {quantity.Code}"),
        FhirDecimal { Value: { } number } => number.ToString("0.############", System.Globalization.CultureInfo.InvariantCulture),
        PrimitiveType { JsonValue: { } raw } => Convert.ToString(raw, System.Globalization.CultureInfo.InvariantCulture)!,
        { } other => other.Extension.Find(e => e.Url!.EndsWith("originalText", StringComparison.Ordinal)) is { Value: FhirString text } ? $"?{text.Value}" : "?",
        null => "",
    };

    private static IEnumerable<QuestionnaireResponse.ItemComponent> ItemsOf(IEnumerable<QuestionnaireResponse.ItemComponent> items) =>
        items.SelectMany(item => ItemsOf(item.Item.Concat(item.Answer.SelectMany(a => a.Item))).Prepend(item));
}
