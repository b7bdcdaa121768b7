using Hl7.Fhir.Model;
using Mhero.Core.Extraction;
using Mhero.Core.Fhir;
using Mhero.Core.Floip.Flows;
using Mhero.Core.Floip.Results;
using Mhero.Core.Mapping.Floip;
using Mhero.Core.Mapping.Floip.Flows;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Tests.Mapping;
using ItemType = Hl7.Fhir.Model.Questionnaire.QuestionnaireItemType;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Examples;

/// <summary>The answers of each use case give the same response items when they come as a FLOIP session.</summary>
public sealed class ExampleSessionTests
{
    private static readonly RunToQuestionnaireResponse ToResponse = new(new RunMappingOptions());

    public static TheoryData<string> Examples => [.. Example.Names];

    public static TheoryData<string> Containers =>
        [.. Directory.GetFiles(Path.Combine(MappingFiles.Root, "examples"), "container.json", SearchOption.AllDirectories).Select(f => new FileInfo(f).Directory!.Parent!.Name)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Answers_AsAFloipSession_AreThoseOfTheRun(string name)
    {
        var example = new Example(name);
        foreach (var run in example.Runs)
        {
            var questionnaire = example.QuestionnaireOf(run.Flow!.Uuid.ToString());
            var people = new RunPeople(RunPeople.Unknown(run.Contact!.Uuid));
            var session = SessionOf(run, questionnaire);

            var expected = ToResponse.Map(new RunSource(run, questionnaire, people, PlaceIndex.Empty)).Value;
            var actual = ToResponse.Map(new RunSource(session.Run, questionnaire, people, PlaceIndex.Empty) { Session = session.Details }).Value;

            Assert.NotEmpty(actual.Item);
            Assert.Equal(ItemsOf(expected), ItemsOf(actual));
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Rows_OfTheExampleFiles_GiveTheResourcesOfTheRuns(string name)
    {
        var example = new Example(name);
        var runs = ExampleResponses.Of(example).ToDictionary(r => r.Result.Value.Identifier!.Value!);
        var registry = new ExampleRegistry();
        var played = new List<(DateTimeOffset At, Questionnaire Questionnaire, QuestionnaireResponse Response)>();
        foreach (var (package, rows) in await PackagesOfAsync(name))
        {
            foreach (var session in rows.GroupBy(r => r.SessionId))
            {
                var (questionnaire, expected) = runs[session.Key];
                Assert.Contains(questionnaire.Identifier, i => i.System == MheroSystems.FloipPackage && i.Value == $"viamo/{package.Id}");
                var run = new SessionToRun().Map(new SessionSource("viamo", package, ResultsSession.Of(session.Key, session), SessionRules.Default, session.Max(r => r.Time)!.Value.AddDays(9)));
                Assert.Empty(run.Issues.Select(i => $"{i.Code} {i.Path}"));
                var response = ToResponse.Map(new RunSource(run.Value.Run, questionnaire, ExampleResponses.PeopleOf(Guid.Parse(session.First().ContactId!)), new PlaceIndex(Example.Registry.OfType<Location>())) { Session = run.Value.Details }).Value;
                Assert.Equal(ItemsOf(expected.Value), ItemsOf(response));

                // The resources name the response by its identifier, and a session begins and ends with its rows, seconds from the run.
                (response.Identifier, response.Authored) = (expected.Value.Identifier, expected.Value.Authored);
                played.Add((session.Max(r => r.Time)!.Value, questionnaire, response));
            }
        }

        Assert.Equal(runs.Count, played.Count);
        foreach (var (_, questionnaire, response) in played.OrderBy(p => p.At))
        {
            var reference = new ResourceReference($"QuestionnaireResponse?identifier={response.Identifier!.System}|{response.Identifier.Value}");
            var extracted = FormExtractor.Extract(new ExtractionInput(questionnaire, response) { ResponseReference = reference });
            registry.Apply(ExtractionWrites.Make(extracted, response.Identifier.Value!, response, reference).Bundle);
        }

        Assert.Equal(TextsOf(example.Expected), TextsOf(registry.Written));
    }

    [Theory]
    [MemberData(nameof(Containers))]
    public void Container_OfTheExampleFiles_IsThatOfTheFlow(string name)
    {
        var written = ContainerWriter.Write(FlowToContainer.Map((JsonObject)Example.Json($"{name}/flow.json")).Value);

        Assert.True(JsonNode.DeepEquals(Example.Json($"{name}/floip/container.json"), JsonNode.Parse(written)), $"Run mhero convert examples/{name}/flow.json --to floip > examples/{name}/floip/container.json.");
    }

    private static async Task<List<(ResultsPackage Package, List<ResultsRow> Rows)>> PackagesOfAsync(string example)
    {
        var folder = Path.Combine(MappingFiles.Root, "examples", example, "floip");
        var found = new List<(ResultsPackage, List<ResultsRow>)>();
        foreach (var file in Directory.GetFiles(folder, "package*.json"))
        {
            var rows = file.Replace("package", "rows-of-runs", StringComparison.Ordinal) is var ofRuns && File.Exists(ofRuns) ? ofRuns : file.Replace("package", "rows", StringComparison.Ordinal);
            await using var content = File.OpenRead(rows);
            var readings = await new RowDocument(content, TimeZoneInfo.Utc).ReadAsync().ToListAsync();
            var package = PackageReader.Read(await File.ReadAllBytesAsync(file));
            Assert.Empty(readings.SelectMany(r => r.Issues).Concat(package.Issues).Select(i => $"{i.Code} {i.Path}"));
            found.Add((package.Package, [.. readings.Select(r => r.Row!)]));
        }

        return found;
    }

    private static List<string> TextsOf(IEnumerable<Resource> resources) => [.. resources.Select(r => System.Text.Encoding.UTF8.GetString(FhirJson.Serialize(r))).Order(StringComparer.Ordinal)];

    private static SessionRun SessionOf(FlowRun run, Questionnaire questionnaire)
    {
        var types = questionnaire.Item.ToDictionary(i => i.LinkId!, i => i.Type);
        var package = new ResultsPackage
        {
            Id = "p",
            Title = run.Flow!.Name,
            Questions = [.. questionnaire.Item.Select(i => new ResultsQuestion(i.LinkId!, TypeOf(i.Type), i.Text ?? i.LinkId!) { Choices = ChoicesOf(i) })],
        };
        var rows = run.Values.Where(v => v.Value.Value is not null).Select((v, i) => new ResultsRow
        {
            RowId = $"{i}",
            SessionId = "s",
            ContactId = "c",
            QuestionId = v.Key,
            Time = v.Value.Time,
            Response = new RowResponse([IsChoice(types[v.Key]) && v.Value.Category is { } category and not "Other" ? category : v.Value.Value!], IsList: false),
        });
        return new SessionToRun().Map(new SessionSource("viamo", package, ResultsSession.Of("s", rows), SessionRules.Default, run.ModifiedOn!.Value.AddDays(9))).Value;
    }

    private static bool IsChoice(ItemType? type) => type is ItemType.Choice or ItemType.OpenChoice or ItemType.Boolean;

    private static ResultsQuestionType TypeOf(ItemType? type) => type switch
    {
        ItemType.Choice or ItemType.OpenChoice or ItemType.Boolean => ResultsQuestionType.SelectOne,
        ItemType.Integer or ItemType.Decimal or ItemType.Quantity => ResultsQuestionType.Numeric,
        ItemType.Date => ResultsQuestionType.Date,
        ItemType.DateTime => ResultsQuestionType.DateTime,
        ItemType.Attachment => ResultsQuestionType.Image,
        _ => ResultsQuestionType.Open,
    };

    private static List<string> ChoicesOf(Questionnaire.ItemComponent item) =>
        [.. item.AnswerOption.Select(o => o.GetStringExtension(QuestionnaireExtensions.RapidProCategory) ?? (o.Value as Coding)?.Display).OfType<string>()];

    private static string ItemsOf(QuestionnaireResponse response) =>
        System.Text.Encoding.UTF8.GetString(FhirJson.Serialize(new QuestionnaireResponse { Status = QuestionnaireResponse.QuestionnaireResponseStatus.Completed, Item = response.Item }));
}
