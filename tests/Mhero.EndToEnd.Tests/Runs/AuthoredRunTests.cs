using Hl7.Fhir.Model;
using Mhero.Core.Authoring;
using Mhero.Simulator;
using static Hl7.Fhir.Model.Questionnaire;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Runs;

/// <summary>The runs of an authored flow, imported under a new UUID, come back to the Questionnaire from which it was authored.</summary>
public sealed class AuthoredRunTests(RunWorld world) : IClassFixture<RunWorld>
{
    private const string Codes = "http://example.org/fhir/tests";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_OfAnAuthoredFlow_IsAResponseToItsQuestionnaire(bool byWebhook)
    {
        var authored = QuestionnaireToFlow.Create(new AuthoringSource(NewQuestionnaire(), new AuthoringOptions { Webhook = "http://127.0.0.1:1/api/rapidpro/webhook" }, [])).Value!;
        var registered = await world.AddAsync(authored.Questionnaire);
        var flow = world.RapidPro.Workspace.ImportFlows(authored.Export).Single();
        await world.ReadAsync("flows");
        var (contact, worker) = await world.AddLinkedAsync();

        var (run, body) = await PlayAsync(flow, contact, "Remera", "24", "2", "1");
        if (byWebhook)
        {
            await world.PostWebhookAsync(body);
            await world.Host.WaitUntilIdleAsync();
        }

        await world.ReadAsync("runs");

        var response = await world.ResponseOfAsync(run);
        Assert.Equal($"{registered.Url}|{registered.Version}", response.Questionnaire);
        Assert.Equal(QuestionnaireResponse.QuestionnaireResponseStatus.Completed, response.Status);
        Assert.Equal($"Practitioner/{worker.Id}", response.Source!.Reference);
        Assert.Equal(["1", "1.1", "1.2", "2"], response.Item.Select(i => i.LinkId));
        Assert.Equal(("Remera", 24), (((FhirString)response.Item[0].Answer[0].Value!).Value, ((Integer)response.Item[1].Answer[0].Value!).Value));
        Assert.Equal((Codes, "mic", "Microscopy"), Coded(response.Item[2]));
        Assert.True(((FhirBoolean)response.Item[3].Answer[0].Value!).Value);
    }

    /// <summary>The Questionnaire of a flow is remembered for minutes; a run of a new version has options that the old one lacks.</summary>
    [Fact]
    public async Task Run_OfANewVersion_IsMappedByIt_WhileTheOldOneIsRemembered()
    {
        await using var host = await world.StartHostAsync(world.SettingsWith(("Mhero:Cache:MaxAge", "01:00:00")));
        var options = new AuthoringOptions { Webhook = "http://127.0.0.1:1/api/rapidpro/webhook" };
        var first = NewQuestionnaire();
        var second = (Questionnaire)first.DeepCopy();
        second.Version = "6";
        second.Item.Single(i => i.LinkId == "1.2").AnswerOption.Add(new() { Value = new Coding(Codes, "pcr", "PCR") });
        var versions = new List<string?>();
        foreach (var questionnaire in new[] { first, second })
        {
            var authored = QuestionnaireToFlow.Create(new AuthoringSource(questionnaire, options, [])).Value!;
            await world.AddAsync(authored.Questionnaire);
            var flow = world.RapidPro.Workspace.ImportFlows(authored.Export).Single();
            var (contact, _) = await world.AddLinkedAsync();

            var (run, body) = await PlayAsync(flow, contact, "Remera", "24", questionnaire == first ? "2" : "3", "1");
            await world.PostWebhookAsync(body, host);
            await host.WaitUntilIdleAsync();

            var response = await world.ResponseOfAsync(run);
            versions.Add(response.Questionnaire);
            Assert.Equal(questionnaire == first ? "mic" : "pcr", Coded(response.Item[2]).Code);
        }

        Assert.Equal([$"{first.Url}|5", $"{first.Url}|6"], versions);
    }

    private async Task<(SimulatedRun Run, string Body)> PlayAsync(SimulatedFlow flow, SimulatedContact contact, params string[] texts)
    {
        var bodies = new List<string>();
        world.RapidPro.Workspace.BeforeWebhook = request => bodies.Add(request.Content!.ReadAsStringAsync().GetAwaiter().GetResult());
        await world.RapidPro.Workspace.StartFlowAsync(flow.Uuid, [contact.Uuid]);
        foreach (var text in texts)
        {
            await world.RapidPro.Workspace.ReceiveAsync(contact.Urns[0], text);
        }

        world.RapidPro.Workspace.BeforeWebhook = null;
        return (world.RapidPro.Workspace.LatestRuns(1).Single(r => r.Contact == contact.Uuid), bodies.Single());
    }

    private static (string? System, string? Code, string? Display) Coded(QuestionnaireResponse.ItemComponent item)
    {
        var coding = (Coding)item.Answer[0].Value!;
        return (coding.System, coding.Code, coding.Display);
    }

    private static Questionnaire NewQuestionnaire()
    {
        var name = Guid.NewGuid().ToString("N");
        return new()
        {
            Url = $"http://example.org/fhir/Questionnaire/{name}",
            Version = "5",
            Title = $"Authored {name}",
            Language = "en",
            Status = PublicationStatus.Active,
            Item =
            [
                new() { LinkId = "1", Type = QuestionnaireItemType.String, Text = "Which village?", Required = true },
                new() { LinkId = "1.1", Type = QuestionnaireItemType.Integer, Text = "How old, in months?", Required = true },
                new()
                {
                    LinkId = "1.2", Type = QuestionnaireItemType.Choice, Text = "Which test?",
                    AnswerOption = [new() { Value = new Coding(Codes, "rdt", "Rapid test") }, new() { Value = new Coding(Codes, "mic", "Microscopy") }],
                },
                new()
                {
                    LinkId = "2", Type = QuestionnaireItemType.Boolean, Text = "Is it malaria?", Required = true,
                    EnableWhen = [new() { Question = "1.2", Operator = QuestionnaireItemOperator.Exists, Answer = new FhirBoolean(true) }],
                },
            ],
        };
    }
}
