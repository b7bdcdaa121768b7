using Hl7.Fhir.Model;
using Mhero.Core.Extraction;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.RapidPro.Model;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Simulation.Tests.Authoring;

/// <summary>
/// The Questionnaires of the examples, whose flows were made by hand, get authored flows: played with the answers of the sample runs, both give the same
/// items of the response, and the same resources.
/// </summary>
public sealed class AuthoredExamplesTests
{
    private static readonly JsonSerializerOptions Wire = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private static readonly string Root = Path.Combine(SourceRoot.Path, "examples");

    // What a text message cannot answer, and why.
    private static readonly Dictionary<string, string[]> LeftOut = new() { ["10-test-results/questionnaire.json"] = ["photo"] };

    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Root, "questionnaire*.json", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Example_AuthoredAndPlayed_GivesTheItemsOfTheSampleRuns(string file)
    {
        var questionnaire = (Questionnaire)FhirJson.Parse(await File.ReadAllBytesAsync(Path.Combine(Root, file)));
        var flow = new PlayedFlow(questionnaire);
        var leftOut = LeftOut.GetValueOrDefault(file) ?? [];
        var mapper = new RunToQuestionnaireResponse(new RunMappingOptions());

        Assert.Equal(leftOut.Select(id => $"Questionnaire.item.where(linkId='{id}')"), flow.Issues.Where(i => i.Severity == MappingSeverity.Warning).Select(i => i.Path));
        foreach (var run in RunsOf(file, flow.Authored.Name))
        {
            var sample = mapper.Map(new RunSource(run, questionnaire, new RunPeople(RunPeople.Unknown(run.Contact!.Uuid)), new PlaceIndex([]))).Value;
            sample.Item.RemoveAll(i => leftOut.Contains(i.LinkId));

            var play = await new PlayedFlow(questionnaire).PlayAsync(new SimulatedContact { Uuid = run.Contact.Uuid, Name = run.Contact.Name, Urns = [run.Contact.Urn!] }, AnswerTexts.Of(questionnaire, sample));

            Assert.Equal("completed", play.Run.ExitType);
            Assert.Equal(ResourcesOf(questionnaire, sample), ResourcesOf(questionnaire, With(sample, play.Response.Item)));

            // Where the sample's flow takes 0 for an answer, the authored flow takes it for none.
            sample.Item.RemoveAll(i => i.Answer is [{ Value: FhirString { Value: "0" } }] && questionnaire.Item.Exists(q => q.LinkId == i.LinkId && q.Required is not true));
            Assert.Equal(ItemsOf(sample), ItemsOf(play.Response));
        }
    }

    [Fact]
    public void Examples_WithRuns_AreAmongThem() => Assert.True(Files.Count<object[]>(f => RunsOf((string)f[0], null).Count > 0) >= 9);

    private static List<FlowRun> RunsOf(string file, string? flow)
    {
        var path = Path.Combine(Root, Path.GetDirectoryName(file)!, "run.json");
        return !File.Exists(path) ? [] : JsonNode.Parse(File.ReadAllText(path))!["results"].Deserialize<List<FlowRun>>(Wire)!.FindAll(r => flow is null || r.Flow!.Name == flow);
    }

    private static QuestionnaireResponse With(QuestionnaireResponse sample, List<QuestionnaireResponse.ItemComponent> items)
    {
        var response = (QuestionnaireResponse)sample.DeepCopy();
        response.Item = items;
        return response;
    }

    private static string ResourcesOf(Questionnaire questionnaire, QuestionnaireResponse response) =>
        Encoding.UTF8.GetString(FhirJson.SerializeIndented(FormExtractor.Extract(new(questionnaire, response), CancellationToken.None).Bundle));

    private static string ItemsOf(QuestionnaireResponse response) => Encoding.UTF8.GetString(FhirJson.SerializeIndented(new QuestionnaireResponse { Item = response.Item }));
}
