using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Tests.Mapping;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Runs;

/// <summary>
/// Every flow among the examples, the mapper's cases and the recordings, with runs that answer it in every category, through
/// the queues into the registry: what is read back from there is strictly valid, and each response agrees with its Questionnaire.
/// </summary>
public sealed class EveryFlowTests(RunWorld world) : IClassFixture<RunWorld>
{
    private static readonly string[] Answers =
        ["1", "37.5", "yes", "2026-03-04T15:34:00.000000+02:00", "22:00:00.000000", "Rwanda > Kigali City > Gasabo", "https://example.org/a.jpg", "+250788123456", "what was said"];

    private static IEnumerable<string> Files => new[] { ("examples", "flow.json"), ("tests/Mhero.Core.Tests/Mapping/Cases/FlowToQuestionnaire", "*.json"), ("tests/rapidpro-samples", "definitions*.json") }
        .SelectMany(f => Directory.EnumerateFiles(Path.Combine(MappingFiles.Root, f.Item1), f.Item2, SearchOption.AllDirectories));

    [Fact]
    public async Task EveryFlow_WithItsOwnOrTheGeneratedQuestionnaire_IsAnsweredStrictlyAndInAgreement()
    {
        var flows = Files.SelectMany(DefinitionsOf).DistinctBy(d => d["uuid"]!.GetValue<string>()).Select(d => world.RapidPro.Workspace.AddFlow(d.ToJsonString())).ToList();
        Assert.True(flows.Count > 25, $"Only {flows.Count} flows were found.");
        var (contact, _) = await world.AddLinkedAsync();
        var runs = AddRuns(flows, contact);

        await world.ReadAsync("flows");
        await world.ReadAsync("runs");
        await CheckAsync(runs);

        // Once more for those that an implementer gave a Questionnaire of their own.
        var own = new List<Questionnaire>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(MappingFiles.Root, "examples"), "questionnaire*.json", SearchOption.AllDirectories))
        {
            own.Add(await world.AddAsync((Questionnaire)FhirJson.Parse(await File.ReadAllBytesAsync(file))));
        }

        Assert.NotEmpty(own);
        var named = own.SelectMany(q => q.Identifier).Where(i => i.System == MheroSystems.FlowName).Select(i => i.Value).ToHashSet();
        var enriched = flows.GroupBy(f => f.Name).Where(g => g.Count() == 1 && named.Contains(g.Key)).Select(g => g.Single()).ToList();
        Assert.NotEmpty(enriched);
        var more = AddRuns(enriched, contact);
        await world.ReadAsync("runs");
        Assert.All(await CheckAsync(more), q => Assert.DoesNotContain(q.Meta?.Tag ?? [], t => t.Code == MheroSystems.GeneratedTag));
    }

    /// <summary>Each result in each of its categories with each answer, all results of a run alike, some left out.</summary>
    private List<SimulatedRun> AddRuns(IEnumerable<SimulatedFlow> flows, SimulatedContact contact)
    {
        var runs = new List<SimulatedRun>();
        foreach (var flow in flows)
        {
            for (var n = 0; n < 3 * Answers.Length; n++)
            {
                var values = new Dictionary<string, SimulatedRunValue>();
                foreach (var (result, i) in flow.Results.DistinctBy(r => r.Key).Select((r, i) => (r, i)).Where(r => (r.i + n) % 4 != 3))
                {
                    var place = (n + i) % (result.Categories.Count + 1);
                    values[result.Key] = new SimulatedRunValue { Value = Answers[(n + (2 * i)) % Answers.Length], Category = place < result.Categories.Count ? result.Categories[place] : null };
                }

                runs.Add(world.RapidPro.Workspace.AddRun(new SimulatedRun { Flow = flow.Uuid, Contact = contact.Uuid, ExitType = n % 5 == 4 ? "expired" : "completed", Values = values }));
            }
        }

        return runs;
    }

    private async Task<IReadOnlyCollection<Questionnaire>> CheckAsync(List<SimulatedRun> runs)
    {
        var responses = new Dictionary<string, QuestionnaireResponse>();
        await foreach (var page in world.Fhir.SearchPagesAsync(new FhirSearch("QuestionnaireResponse")))
        {
            foreach (var response in page.Matches.OfType<QuestionnaireResponse>())
            {
                responses.Add(response.Identifier!.Value!, response);
            }
        }

        var questionnaires = new Dictionary<string, Questionnaire>();
        await foreach (var page in world.Fhir.SearchPagesAsync(new FhirSearch("Questionnaire")))
        {
            foreach (var questionnaire in page.Matches.OfType<Questionnaire>().Where(q => q.Url is not null))
            {
                AnswersAgree.AssertStrict(questionnaire);
                questionnaires[questionnaire.Version is { } version ? $"{questionnaire.Url}|{version}" : questionnaire.Url!] = questionnaire;
            }
        }

        foreach (var run in runs)
        {
            var response = Assert.Contains(run.Uuid.ToString(), responses);
            var questionnaire = Assert.Contains(response.Questionnaire!, questionnaires);
            AnswersAgree.AssertStrict(response);
            Assert.True(AnswersAgree.Faults(questionnaire, response) is { Count: 0 }, $"{questionnaire.Name}: {string.Join("; ", AnswersAgree.Faults(questionnaire, response))}");

            // The state of an authored flow is not an answer, and a question that was skipped has none.
            var answered = run.Values.Where(v => !v.Key.StartsWith("mhero_", StringComparison.Ordinal) && v.Value.Category != "Skipped").Select(v => v.Key);
            Assert.Equal(answered.Order(), Flatten(response.Item).Where(i => i.Answer.Count > 0).Select(i => i.LinkId).Order());
        }

        return [.. runs.Select(r => questionnaires[responses[r.Uuid.ToString()].Questionnaire!]).Distinct()];
    }

    private static IEnumerable<QuestionnaireResponse.ItemComponent> Flatten(IEnumerable<QuestionnaireResponse.ItemComponent> items) =>
        items.SelectMany(i => Flatten(i.Item.Concat(i.Answer.SelectMany(a => a.Item))).Prepend(i));

    /// <summary>The definitions of an export, a recording or a mapper's case, each with all that RapidPro needs.</summary>
    private static IEnumerable<JsonNode> DefinitionsOf(string file)
    {
        var root = JsonNode.Parse(File.ReadAllText(file));
        var found = (root?["flows"] ?? root?["response"]?["body"]?["flows"])?.AsArray().Select(f => f!) ?? (root?["input"]?["definition"] is { } definition ? [definition] : []);
        return found.Where(d => d["nodes"] is JsonArray && Guid.TryParse(d["uuid"]?.GetValue<string>(), out _) && d["name"] is not null).Select(d =>
        {
            // Most cases are one flow in many shapes: here each is a flow of its own.
            var own = d.DeepClone();
            own["uuid"] = root!["input"] is null ? own["uuid"]!.GetValue<string>() : Guid.NewGuid().ToString();
            return own;
        });
    }
}
