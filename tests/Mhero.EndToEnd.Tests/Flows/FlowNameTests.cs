using Hl7.Fhir.Model;
using Mhero.Core;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging;
using Mhero.Core.Monitoring;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Sync.Reviews;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.EndToEnd.Tests.Runs;
using Mhero.Functions.Timers;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Flows;

/// <summary>RapidPro gives an imported flow a new UUID and keeps its name, so flows are named by name.</summary>
public sealed class FlowNameTests(RunWorld world) : IClassFixture<RunWorld>
{
    [Fact]
    public async Task OwnQuestionnaire_NamesItsFlowByNameInAnotherCase_CodesTheAnswers()
    {
        var mark = Guid.NewGuid().ToString("N");
        var flow = world.AddFlow($"Weekly {mark}", ("Age", "number"));
        var own = await world.AddAsync(OwnOf(MheroSystems.FlowName, $" WEEKLY {mark.ToUpperInvariant()} "));
        var (contact, _) = await world.AddLinkedAsync();
        var run = world.AddRun(flow, contact, "completed", ("age", "3|Number"));

        await world.ReadAsync("flows");
        await world.ReadAsync("runs");

        Assert.Equal($"{own.Url}|7", (await world.ResponseOfAsync(run)).Questionnaire);
    }

    [Fact]
    public async Task OwnQuestionnaire_NameOfTwoFlows_CodesNeither()
    {
        var name = "Duplicate " + Guid.NewGuid();
        var flow = world.AddFlow(name, ("Age", "number"));
        world.AddFlow(name.ToUpperInvariant(), ("Age", "number"));
        await world.AddAsync(OwnOf(MheroSystems.FlowName, name));
        var (contact, _) = await world.AddLinkedAsync();
        var run = world.AddRun(flow, contact, "completed", ("age", "3|Number"));

        await world.ReadAsync("runs");

        Assert.StartsWith($"http://mhero.org/fhir/Questionnaire/{flow.Uuid}", (await world.ResponseOfAsync(run)).Questionnaire, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_FlowsThatAreMissingOrAmbiguous_AreListedWithWhereAndWhatToDo()
    {
        var duplicate = "Listed duplicate " + Guid.NewGuid();
        var good = world.AddFlow("Listed " + Guid.NewGuid(), ("Age", "number"));
        world.AddFlow(duplicate, ("Age", "number"));
        world.AddFlow(duplicate, ("Age", "number"));
        var old = await world.AddAsync(OwnOf(MheroSystems.FlowUuid, Guid.NewGuid().ToString()));
        var ambiguous = await world.AddAsync(OwnOf(MheroSystems.FlowName, duplicate));
        var found = await world.AddAsync(OwnOf(MheroSystems.FlowName, good.Name.ToUpperInvariant()));
        await using var host = await world.StartHostAsync(world.SettingsWith(
            ("Mhero:OptOut:Flows:ask:Flow", "No such flow"),
            ("Mhero:OptOut:Flows:ask:Result", "Messages"),
            ("Mhero:OptOut:Flows:ask:Out", "No more"),
            ("Mhero:Reminders:Items:weekly:Weekly", "Friday 08:00"),
            ("Mhero:Reminders:Items:weekly:To:0", "Group/9"),
            ("Mhero:Reminders:Items:weekly:Flow", duplicate),
            ("Mhero:Reminders:Items:good:Weekly", "Friday 08:00"),
            ("Mhero:Reminders:Items:good:To:0", "Group/9"),
            ("Mhero:Reminders:Items:good:Flow", good.Name)));

        var issues = (await host.Services.GetRequiredService<StatusReader>().ReadAsync(default)).Flows;

        Assert.Equal((SyncCodes.FlowMissing, "No such flow"), Of(issues, "Mhero__OptOut__Flows__ask__Flow"));
        Assert.Equal((SyncCodes.FlowAmbiguous, duplicate), Of(issues, "Mhero__Reminders__Items__weekly__Flow"));
        Assert.Equal((SyncCodes.FlowMissing, old.Identifier[0].Value!), Of(issues, $"Questionnaire/{old.Id}"));
        Assert.Equal((SyncCodes.FlowAmbiguous, duplicate), Of(issues, $"Questionnaire/{ambiguous.Id}"));
        Assert.DoesNotContain(issues, i => i.Place == $"Questionnaire/{found.Id}" || i.Place == "Mhero__Reminders__Items__good__Flow");
    }

    private static (string Code, string Flow) Of(IEnumerable<FlowIssue> issues, string place)
    {
        var issue = Assert.Single(issues, i => i.Place == place);
        return (issue.Code, issue.Flow!);
    }

    [Fact]
    public async Task Inspect_OwnQuestionnaireAndItsImportedFlow_NamesUuidQuestionnaireLackingResultsAndWebhooks()
    {
        var mark = Guid.NewGuid().ToString("N");
        var flow = world.RapidPro.Workspace.ImportFlows($$"""
            {"version":"13","flows":[{"uuid":"{{Guid.NewGuid()}}","name":"Inspected {{mark}}","spec_version":"13.1.0","language":"eng","type":"messaging","revision":1,"expire_after_minutes":60,"localization":{},
            "nodes":[{"uuid":"{{Guid.NewGuid()}}","actions":[
            {"uuid":"{{Guid.NewGuid()}}","type":"set_run_result","name":"Weight","value":"1","category":""},
            {"uuid":"{{Guid.NewGuid()}}","type":"call_webhook","method":"POST","url":"https://mhero.example.org/api/rapidpro/webhook?code=your-function-key","headers":{"X-Mhero-Secret":"change-me-to-your-webhook-secret"},"body":"{}","result_name":""}],
            "exits":[{"uuid":"{{Guid.NewGuid()}}","destination_uuid":null}]}]}]}
            """)[0];
        var own = await world.AddAsync(OwnOf(MheroSystems.FlowName, "inspected " + mark));
        await using var host = await world.StartHostAsync(world.SettingsWith(("Mhero:Cache:MaxAge", "00:00:00")));

        var findings = await host.Services.GetRequiredService<FlowInspection>().InspectAsync(withRegistry: true, app: null, CancellationToken.None);

        var finding = Assert.Single(findings, f => f.Place == $"Questionnaire/{own.Id}");
        Assert.Equal((flow.Uuid, flow.Name, own.Url), (finding.Flow, finding.Name, finding.Questionnaire));
        Assert.Equal(["age"], finding.Expected);
        Assert.Equal(["age"], finding.Lacking);
        Assert.Equal(
            [SyncCodes.FlowLacksResults, SyncCodes.FlowWebhook, SyncCodes.FlowWebhook, SyncCodes.FlowWebhook],
            finding.Issues.Select(i => i.Code));
    }

    [Theory]
    [InlineData(2, "MH4061")]
    [InlineData(0, "MH4060")]
    public async Task NameThatNamesNoOneFlow_IsAReview_AndTheChosenFlowCountsFromThenOn(int flows, string code)
    {
        var mark = Guid.NewGuid().ToString("N");
        var same = Enumerable.Range(0, flows).Select(_ => world.AddFlow($"Twice {mark}", ("Age", "number"))).ToList();
        var other = world.AddFlow($"Other {mark}", ("Age", "number"));
        var own = await world.AddAsync(OwnOf(MheroSystems.FlowName, $"Twice {mark}"));
        await using var host = await world.StartHostAsync(world.SettingsWith(("Mhero:Cache:MaxAge", "00:00:00")));
        var reviews = host.Services.GetRequiredService<ReviewStore>();
        await host.InvokeTimerAsync(nameof(SyncFlows));
        await host.InvokeTimerAsync(nameof(SyncFlows));

        var review = Assert.Single(await reviews.ListAsync(1000), r => r.Payload == $"Twice {mark}");
        Assert.Equal(code, review.Code);
        Assert.Contains($"Questionnaire/{own.Id}", review.Message, StringComparison.Ordinal);
        var meant = flows > 0 ? same[1] : other;
        Assert.Contains(review.Candidates, candidate => candidate.Reference == $"flow/{meant.Uuid}");
        var service = host.Services.GetRequiredService<ReviewService>();
        Assert.Equal(ReviewAnswer.NoCandidate, await service.DecideAsync(review.Id, new ReviewDecision { Choose = $"flow/{Guid.NewGuid()}" }, CancellationToken.None));
        Assert.Equal(ReviewAnswer.Accepted, await service.DecideAsync(review.Id, new ReviewDecision { Choose = $"flow/{meant.Uuid}" }, CancellationToken.None));
        await host.InvokeTimerAsync(nameof(SyncFlows));

        Assert.DoesNotContain(await reviews.ListAsync(1000), r => r.Payload == $"Twice {mark}");
        var (contact, _) = await world.AddLinkedAsync();
        var run = world.AddRun(meant, contact, "completed", ("age", "3|Number"));
        await host.InvokeTimerAsync(nameof(SyncRuns));
        await Eventually.HoldsAsync(() => host.IsIdleAsync(), () => Task.FromResult("not idle"));
        Assert.Equal($"{own.Url}|7", (await world.ResponseOfAsync(run)).Questionnaire);
    }

    [Fact]
    public async Task List_FlowsOfTheWorkspace_TellsWhoseQuestionnairesTheyHave()
    {
        var mark = Guid.NewGuid().ToString("N");
        var covered = world.AddFlow($"Covered {mark}", ("Age", "number"));
        var own = await world.AddAsync(OwnOf(MheroSystems.FlowName, covered.Name));
        var made = world.AddFlow($"Made {mark}", ("Age", "number"));
        await using var host = await world.StartHostAsync(world.SettingsWith(("Mhero:Cache:MaxAge", "00:00:00")));
        await host.InvokeTimerAsync(nameof(SyncFlows));
        await Eventually.HoldsAsync(() => host.IsIdleAsync(), () => Task.FromResult("not idle"));
        var unread = world.AddFlow($"Unread {mark}", ("Age", "number"));

        var flows = (await host.Services.GetRequiredService<FlowInspection>().ListAsync(CancellationToken.None)).ToDictionary(flow => flow.Flow);

        Assert.Equal((FlowQuestionnaire.Own, $"Questionnaire/{own.Id}"), (flows[covered.Uuid].Kind, flows[covered.Uuid].Questionnaire));
        Assert.Equal(FlowQuestionnaire.Generated, flows[made.Uuid].Kind);
        Assert.NotNull(flows[made.Uuid].Questionnaire);
        Assert.Equal((FlowQuestionnaire.Missing, null), (flows[unread.Uuid].Kind, flows[unread.Uuid].Questionnaire));
        Assert.All([covered, made, unread], flow => Assert.False(flows[flow.Uuid].CallsWebhook));
    }

    [Fact]
    public async Task OwnQuestionnaire_FlowIsRenamed_KeepsItsFlowAndSaysSo()
    {
        var mark = Guid.NewGuid().ToString("N");
        var flow = world.AddFlow($"Renamed {mark}", ("Age", "number"));
        var own = await world.AddAsync(OwnOf(MheroSystems.FlowName, $"Renamed {mark}"));
        var (contact, _) = await world.AddLinkedAsync();
        var first = world.AddRun(flow, contact, "completed", ("age", "3|Number"));
        await using var host = await world.StartHostAsync(world.SettingsWith(("Mhero:Cache:MaxAge", "00:00:00")));
        await host.InvokeTimerAsync(nameof(SyncRuns));
        await Eventually.HoldsAsync(() => host.IsIdleAsync(), () => Task.FromResult("not idle"));

        world.RapidPro.Workspace.EditFlow(flow.Uuid, d => d["name"] = $"Another name {mark}");
        var second = world.AddRun(flow, contact, "completed", ("age", "4|Number"));
        await host.InvokeTimerAsync(nameof(SyncRuns));
        await Eventually.HoldsAsync(() => host.IsIdleAsync(), () => Task.FromResult("not idle"));
        var issues = await host.Services.GetRequiredService<FlowReferences>().CheckAsync(withRegistry: true, CancellationToken.None);

        Assert.Equal($"{own.Url}|7", (await world.ResponseOfAsync(first)).Questionnaire);
        Assert.Equal($"{own.Url}|7", (await world.ResponseOfAsync(second)).Questionnaire);
        var issue = Assert.Single(issues, i => i.Place == $"Questionnaire/{own.Id}");
        Assert.Equal(SyncCodes.FlowRenamed, issue.Code);
        Assert.Contains($"Another name {mark}", issue.Message, StringComparison.Ordinal);
    }

    private static Questionnaire OwnOf(string system, string value) => new()
    {
        Identifier = [new Identifier(system, value)],
        Url = $"http://example.org/Questionnaire/{Guid.NewGuid()}",
        Version = "7",
        Status = PublicationStatus.Active,
        Item = [new() { LinkId = "age", Type = Questionnaire.QuestionnaireItemType.Integer }],
    };
}
