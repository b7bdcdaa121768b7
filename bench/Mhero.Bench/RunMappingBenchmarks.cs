using BenchmarkDotNet.Attributes;
using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.RapidPro.Flows;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Bench;

/// <summary>
/// What a run costs on its way to a QuestionnaireResponse, by the number of its flow's questions. The Questionnaire is
/// indexed with the first run; thousands follow.
/// </summary>
[MemoryDiagnoser]
public class RunMappingBenchmarks
{
    private readonly RunToQuestionnaireResponse _responses = new(new RunMappingOptions());
    private RunSource _answered = null!;
    private RunSource _begun = null!;
    private RunSource _notUnderstood = null!;

    /// <summary>Most flows ask 3 to 15 questions; 100 is a survey.</summary>
    [Params(10, 100)]
    public int Questions { get; set; }

    [GlobalSetup]
    public void Create()
    {
        var definition = FlowExport.Read(SampleFlow.Export(Questions)).Flows[0];
        var flow = definition.ToFlow();
        var questionnaire = new FlowToQuestionnaire(new FlowMappingOptions()).Map(new FlowSource(flow, definition)).Value;
        var keys = questionnaire.Item.ConvertAll(i => i.LinkId!);
        _answered = Source(keys.Select((key, i) => (key, i % 2 == 0 ? Value("yes", "Yes") : Value("31.50", "Valid"))));
        _begun = Source(keys.Take(1).Select(key => (key, Value("yes", "Yes"))));
        _notUnderstood = Source(keys.Select(key => (key, Value("what do you mean", "Other"))));

        RunSource Source(IEnumerable<(string Key, RunValue Value)> values) => new(
            new FlowRun
            {
                Uuid = new Guid("3f473c1a-5be5-46fe-88bc-34fdf00d5e61"),
                Flow = new ObjectReference(flow.Uuid, flow.Name),
                Contact = new RunContact { Uuid = SampleWorker.ContactUuid },
                Start = new RunStart(new Guid("b4997e73-46dc-43b9-bb63-409dfe0bd080")),
                Values = values.ToDictionary(v => v.Key, v => v.Value),
                ModifiedOn = DateTimeOffset.UnixEpoch,
                ExitedOn = DateTimeOffset.UnixEpoch,
                ExitType = "completed",
            },
            questionnaire,
            new RunPeople(new ResourceReference("Practitioner/p1")),
            SampleWorker.Places,
            Language: "fra");
    }

    [Benchmark(Baseline = true)]
    public MappingResult<QuestionnaireResponse> Answered() => _responses.Map(_answered);

    [Benchmark]
    public MappingResult<QuestionnaireResponse> Begun() => _responses.Map(_begun);

    [Benchmark]
    public MappingResult<QuestionnaireResponse> NotUnderstood() => _responses.Map(_notUnderstood);

    private static RunValue Value(string value, string category) => new() { Name = "Result", Value = value, Category = category };
}
