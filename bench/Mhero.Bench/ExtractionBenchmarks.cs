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
    private ExtractionInput _input = null!;
    private ExtractionResult _extracted = null!;
    private byte[] _json = [];

    /// <summary>A case report gives seven resources, an Immunization one.</summary>
    [Params("CaseReport", "Immunization")]
    public string Form { get; set; } = "";

    [GlobalSetup]
    public void Create()
    {
        var (questionnaire, response) = Form == "CaseReport" ? SampleForms.CaseReport : SampleForms.Immunization;
        _input = new(questionnaire, response);
        _extracted = FormExtractor.Extract(_input);
        _json = FhirJson.Serialize(_extracted.Bundle);
        var expected = Form == "CaseReport" ? 7 : 1;
        if (_extracted.Bundle.Entry.Count != expected || _extracted.Outcome.Issue.Count > 0)
        {
            throw new InvalidOperationException($"{Form} is to give {expected} resources without an issue, and gave {_extracted.Bundle.Entry.Count}.");
        }
    }

    [Benchmark(Baseline = true)]
    public byte[] ParseAndSerialize() => FhirJson.Serialize(FhirJson.Parse(_json));

    [Benchmark]
    public ExtractionResult Extract() => FormExtractor.Extract(_input);

    [Benchmark]
    public ExtractionResult MakeWrites() => ExtractionWrites.Make(_extracted, "5d1f0c7a-7d64-4f2c-8a67-0e0f9a2f6a11", _input.Response);

    /// <summary>The first response to a Questionnaire: every expression is compiled.</summary>
    [Benchmark]
    public ExtractionResult ExtractFirst() => FormExtractor.Extract(_input with { Questionnaire = (Questionnaire)_input.Questionnaire.DeepCopy() });
}
