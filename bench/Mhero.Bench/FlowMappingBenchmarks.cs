using BenchmarkDotNet.Attributes;
using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.RapidPro.Flows;

namespace Mhero.Bench;

/// <summary>What a flow costs on its way to a Questionnaire, by the number of its questions, one in two a branch.</summary>
[MemoryDiagnoser]
public class FlowMappingBenchmarks
{
    private readonly FlowToQuestionnaire _questionnaires = new(new FlowMappingOptions());
    private readonly FlowToBasic _basics = new();
    private byte[] _export = [];
    private FlowSource _source = null!;
    private FlowSource _listed = null!;

    /// <summary>Most flows ask 3 to 15 questions; 100 is a survey.</summary>
    [Params(10, 100)]
    public int Questions { get; set; }

    [GlobalSetup]
    public void Create()
    {
        _export = SampleFlow.Export(Questions);
        var definition = FlowExport.Read(_export).Flows[0];
        _source = new FlowSource(definition.ToFlow(), definition);
        _listed = new FlowSource(_source.Flow, null);
    }

    [Benchmark]
    public FlowExport ReadExport() => FlowExport.Read(_export);

    [Benchmark(Baseline = true)]
    public MappingResult<Questionnaire> Define() => _questionnaires.Map(_source);

    [Benchmark]
    public MappingResult<Questionnaire> DefineWithoutDefinition() => _questionnaires.Map(_listed);

    [Benchmark]
    public MappingResult<Basic> List() => _basics.Map(_source.Flow);
}
