using Hl7.Fhir.Model;
using Mhero.Core.Extraction;
using Mhero.Core.Fhir;
using Mhero.Core.Tests.Mapping;

namespace Mhero.Core.Tests.Examples;

/// <summary>From each sample run to the registry: what is written is what the example says, and no more.</summary>
public sealed class ExampleExtractionTests
{
    public static TheoryData<string> Examples => [.. Example.Names];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Runs_Extracted_GiveTheExpectedResources(string name)
    {
        var example = new Example(name);
        var registry = new ExampleRegistry();
        foreach (var transaction in Transactions(example))
        {
            registry.Apply(transaction);
        }

        AssertSame(example.Expected, registry.Written);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Runs_DeliveredThreeTimes_GiveNoMore(string name)
    {
        var example = new Example(name);
        var registry = new ExampleRegistry();
        foreach (var transaction in Transactions(example))
        {
            registry.Apply(transaction);
            registry.Apply(transaction);
            registry.Apply(transaction);
        }

        AssertSame(example.Expected, registry.Written);
    }

    [Fact]
    public void Examples_TakenTogether_GiveEveryTypeThatTheUseCasesName()
    {
        string[] needed =
        [
            "Communication", "Condition", "DiagnosticReport", "Encounter", "Immunization", "MeasureReport", "Observation", "Patient", "Person",
            "Practitioner", "PractitionerRole",
        ];

        Assert.Empty(needed.Except(Example.Names.SelectMany(name => new Example(name).Expected).Select(resource => resource.TypeName)));
    }

    /// <summary>What the runs of an example write to the registry.</summary>
    internal static IReadOnlyList<Resource> Written(Example example)
    {
        var registry = new ExampleRegistry();
        foreach (var transaction in Transactions(example))
        {
            registry.Apply(transaction);
        }

        return registry.Written;
    }

    private static IEnumerable<Bundle> Transactions(Example example)
    {
        foreach (var (questionnaire, result) in ExampleResponses.Of(example))
        {
            var response = result.Value;
            var run = response.Identifier!.Value!;
            var reference = new ResourceReference($"QuestionnaireResponse?identifier={response.Identifier.System}|{run}");
            var extracted = ExtractionWrites.Make(FormExtractor.Extract(new ExtractionInput(questionnaire, response) { ResponseReference = reference }), run, response, reference);

            Assert.Empty(extracted.Outcome.Issue.Select(issue => $"{issue.Details?.Coding[0].Code} {issue.Expression.FirstOrDefault()} {issue.Diagnostics} {issue.Details?.Text}"));
            Assert.All(extracted.Bundle.Entry, entry => AnswersAgree.AssertStrict(entry.Resource!));
            yield return extracted.Bundle;
        }
    }

    private static void AssertSame(IEnumerable<Resource> expected, IEnumerable<Resource> actual)
    {
        var (wanted, found) = (Texts(expected), Texts(actual));

        // Line by line, since xunit shortens the texts of a list.
        Assert.All(wanted.Zip(found), pair => Assert.Equal(pair.First, pair.Second));
        Assert.Equal(wanted.Count, found.Count);
    }

    private static List<string> Texts(IEnumerable<Resource> resources) =>
        [.. resources.Select(resource => System.Text.Encoding.UTF8.GetString(FhirJson.Serialize(resource))).Order(StringComparer.Ordinal)];
}
