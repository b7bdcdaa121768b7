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
    private readonly FlowToQuestionnaire questionnaires = new(new FlowMappingOptions());
    private readonly FlowToBasic basics = new();
    private byte[] export = [];
    private FlowSource source = null!;
    private FlowSource listed = null!;

    /// <summary>Most flows ask 3 to 15 questions; 100 is a survey.</summary>
    [Params(10, 100)]
    public int Questions { get; set; }

    [GlobalSetup]
    public void Create()
    {
        export = SampleFlow.Export(Questions);
        var definition = FlowExport.Read(export).Flows[0];
        source = new FlowSource(definition.ToFlow(), definition);
        listed = new FlowSource(source.Flow, null);
    }

    [Benchmark]
    public FlowExport ReadExport() => FlowExport.Read(export);

    [Benchmark(Baseline = true)]
    public MappingResult<Questionnaire> Define() => questionnaires.Map(source);

    [Benchmark]
    public MappingResult<Questionnaire> DefineWithoutDefinition() => questionnaires.Map(listed);

    [Benchmark]
    public MappingResult<Basic> List() => basics.Map(source.Flow);
}
