using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.RapidPro.Flows;
using Mhero.Core.RapidPro.Model;
using Item = Hl7.Fhir.Model.Questionnaire.ItemComponent;
using ItemType = Hl7.Fhir.Model.Questionnaire.QuestionnaireItemType;

namespace Mhero.Core.Tests.Mapping;

/// <summary>What a flow's runs answer agrees with what its Questionnaire asks, for every flow among the cases and the examples.</summary>
public class FlowAndRunTests
{
    private static readonly Guid Contact = Guid.Parse("1303ae08-dcb6-4ba3-a042-35917423ec53");
    private static readonly string Folder = Path.Combine(MappingFiles.Cases, nameof(FlowToQuestionnaire));
    private static readonly JsonSerializerOptions Strict =
        new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector).UsingMode(DeserializationMode.Strict);

    private static readonly string[] Values =
        ["1", "37.5", "yes", "2026-03-04T15:34:00.000000+02:00", "22:00:00.000000", "Rwanda > Kigali City > Gasabo", "https://example.org/a.jpg", "+250788123456", ""];

    /// <summary>Paths from the root of the working copy: cases of the mapper, and exports with one or more flows.</summary>
    public static TheoryData<string> Flows => new(Directory.EnumerateFiles(Folder, "*.json")
        .Concat(Directory.EnumerateFiles(Path.Combine(MappingFiles.Root, "examples"), "flow.json", SearchOption.AllDirectories))
        .Select(f => Path.GetRelativePath(MappingFiles.Root, f)));

    [Theory]
    [MemberData(nameof(Flows))]
    public void Map_AnyAnswerToAFlow_AgreesWithItsQuestionnaire(string file)
    {
        var mapper = new RunToQuestionnaireResponse(new RunMappingOptions());
        foreach (var (source, questionnaire) in Load(file))
        {
            QuestionnaireRules.AssertKept(questionnaire);
            foreach (var (value, nth) in Values.SelectMany(v => Enumerable.Range(0, 4).Select(n => (v, n))))
            {
                var run = Run(source, key => new RunValue { Value = value, Category = CategoryOf(source, key, nth) });

                var response = mapper.Map(new RunSource(run, questionnaire, new RunPeople(RunPeople.Unknown(Contact)), new PlaceIndex([]))).Value;

                Assert.Equal($"{questionnaire.Url}|{questionnaire.Version}", response.Questionnaire);
                Assert.NotNull(JsonSerializer.Deserialize<QuestionnaireResponse>(FhirJson.Serialize(response), Strict));
                foreach (var answered in response.Item)
                {
                    var item = Assert.Single(questionnaire.Item, i => i.LinkId == answered.LinkId);
                    Assert.All(answered.Answer, answer => Assert.True(Fits(item, answer.Value!), $"{item.LinkId}: {answer.Value!.TypeName} for {item.Type}"));
                }
            }
        }
    }

    /// <summary>The categories of words are the answers: each comes back as the code that the Questionnaire has for it.</summary>
    [Theory]
    [MemberData(nameof(Flows))]
    public void Map_CategoryThatIsAnOption_IsCodedWithIt(string file)
    {
        var mapper = new RunToQuestionnaireResponse(new RunMappingOptions());
        foreach (var (source, questionnaire) in Load(file))
        {
            foreach (var (item, option) in questionnaire.Item.SelectMany(i => i.AnswerOption.Select(o => (i, (Coding)o.Value))))
            {
                var run = Run(source, key => key == item.LinkId ? new RunValue { Value = "what was said", Category = option.Display } : null);

                var response = mapper.Map(new RunSource(run, questionnaire, new RunPeople(RunPeople.Unknown(Contact)), new PlaceIndex([]))).Value;

                var coding = Assert.IsType<Coding>(Assert.Single(Assert.Single(response.Item).Answer).Value);
                Assert.Equal((option.System, option.Code), (coding.System, coding.Code));
            }
        }
    }

    private static List<(FlowSource Source, Questionnaire Questionnaire)> Load(string file)
    {
        var json = File.ReadAllBytes(Path.Combine(MappingFiles.Root, file));
        IEnumerable<FlowSource> sources;
        if (JsonNode.Parse(json)!["input"] is { } input)
        {
            sources = [(FlowSource)MappingJson.Read(input, typeof(FlowSource))];
        }
        else
        {
            var export = FlowExport.Read(json);
            Assert.Empty(export.Refused);
            Assert.NotEmpty(export.Flows);
            sources = export.Flows.Select(d => new FlowSource(d.ToFlow(), d));
        }

        var mapper = new FlowToQuestionnaire(new FlowMappingOptions());
        return [.. sources.Select(s => (s, mapper.Map(s).Value))];
    }

    private static FlowRun Run(FlowSource source, Func<string, RunValue?> valueOf) => new()
    {
        Uuid = Guid.Parse("6ba7b810-9dad-41d1-80b4-00c04fd430c8"),
        Flow = new ObjectReference(source.Flow.Uuid, source.Flow.Name),
        Contact = new RunContact { Uuid = Contact },
        CreatedOn = DateTimeOffset.UnixEpoch,
        ModifiedOn = DateTimeOffset.UnixEpoch,
        ExitedOn = DateTimeOffset.UnixEpoch,
        ExitType = "completed",
        Values = Results(source).Select(r => (r.Key, Value: valueOf(r.Key))).Where(v => v.Value is not null).ToDictionary(v => v.Key, v => v.Value!),
    };

    private static List<FlowResult> Results(FlowSource source) =>
        [.. (source.Definition is { Nodes.Count: > 0 } definition ? definition.ToFlow() : source.Flow).Results.Where(r => r.Key.Length > 0).DistinctBy(r => r.Key)];

    private static string? CategoryOf(FlowSource source, string key, int nth)
    {
        var categories = Results(source).Single(r => r.Key == key).Categories;
        return nth < categories.Count ? categories[nth] : null;
    }

    private static bool Fits(Item item, DataType answer) => item.Type switch
    {
        ItemType.Choice => answer is Coding,
        ItemType.OpenChoice => answer is Coding or FhirString,
        ItemType.Decimal => answer is FhirDecimal,
        ItemType.Integer => answer is Integer,
        ItemType.Date => answer is Date,
        ItemType.Time => answer is Time,
        ItemType.Reference => answer is ResourceReference,
        ItemType.Attachment => answer is Attachment,
        _ => answer is FhirString,
    };
}
