using Hl7.Fhir.Model;
using Mhero.Core.Extraction;

namespace Mhero.Core.Tests.Extraction;

/// <summary>Inputs of the cases, for tests in code.</summary>
internal static class Forms
{
    public const string Run = "5d1f0c7a-7d64-4f2c-8a67-0e0f9a2f6a11";

    public static ExtractionInput Case(string topic, string name, Action<JsonNode>? change = null)
    {
        var example = ExtractionCase.Load(topic, name);
        change?.Invoke(example["response"]!);
        return ExtractionCase.InputOf(example);
    }

    public static IEnumerable<string> Codes(this ExtractionResult result) => result.Outcome.Issue.Select(issue => issue.Details!.Coding[0].Code!);

    public static T Of<T>(this ExtractionResult result)
        where T : Resource => result.Bundle.Entry.Select(entry => entry.Resource).OfType<T>().Single();
}
