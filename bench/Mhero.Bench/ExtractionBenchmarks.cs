using BenchmarkDotNet.Attributes;
using Hl7.Fhir.Model;
using Mhero.Core.Extraction;
using Mhero.Core.Fhir;

namespace Mhero.Bench;

/// <summary>
/// What extracting the resources of one response costs; the floor is what reading and writing the same resources as FHIR JSON
/// costs, which nobody can spare. Expressions are compiled before: a sync meets each Questionnaire thousands of times.
/// </summary>
[MemoryDiagnoser]
public class ExtractionBenchmarks
{
    private ExtractionInput input = null!;
    private ExtractionResult extracted = null!;
    private byte[] json = [];

    /// <summary>A case report gives seven resources, an Immunization one.</summary>
    [Params("CaseReport", "Immunization")]
    public string Form { get; set; } = "";

    [GlobalSetup]
    public void Create()
    {
        var (questionnaire, response) = Form == "CaseReport" ? SampleForms.CaseReport : SampleForms.Immunization;
        input = new(questionnaire, response);
        extracted = FormExtractor.Extract(input);
        json = FhirJson.Serialize(extracted.Bundle);
        var expected = Form == "CaseReport" ? 7 : 1;
        if (extracted.Bundle.Entry.Count != expected || extracted.Outcome.Issue.Count > 0)
        {
            throw new InvalidOperationException($"{Form} is to give {expected} resources without an issue, and gave {extracted.Bundle.Entry.Count}.");
        }
    }

    [Benchmark(Baseline = true)]
    public byte[] ParseAndSerialize() => FhirJson.Serialize(FhirJson.Parse(json));

    [Benchmark]
    public ExtractionResult Extract() => FormExtractor.Extract(input);

    [Benchmark]
    public ExtractionResult MakeWrites() => ExtractionWrites.Make(extracted, "5d1f0c7a-7d64-4f2c-8a67-0e0f9a2f6a11", input.Response);

    /// <summary>The first response to a Questionnaire: every expression is compiled.</summary>
    [Benchmark]
    public ExtractionResult ExtractFirst() => FormExtractor.Extract(input with { Questionnaire = (Questionnaire)input.Questionnaire.DeepCopy() });
}
