using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.EndToEnd.Tests.Runs;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Flows;

/// <summary>Flows of RapidPro, read by the timer, end as Questionnaires in the registry.</summary>
public sealed class FlowSyncTests(RunWorld world) : IClassFixture<RunWorld>
{
    [Fact]
    public async Task NewFlow_BecomesAQuestionnaire_ANewRevisionAnotherOne_AndTheSameAgainNothing()
    {
        var flow = world.AddFlow("Versions", ("Age", "number"), ("Well", "Yes No"));
        var counts = await world.ReadAsync("flows");
        Assert.Equal(1, counts["questionnairesCreated"]);
        var first = Assert.Single(await world.QuestionnairesAsync(flow.Uuid));
        Assert.Equal(($"http://mhero.org/fhir/Questionnaire/{flow.Uuid}", "1", PublicationStatus.Active), (first.Url, first.Version, first.Status));
        Assert.Contains(first.Meta!.Tag, t => t is { System: MheroSystems.Tags, Code: MheroSystems.GeneratedTag });
        Assert.Equal(["age", "well"], first.Item.Select(i => i.LinkId));

        world.Registry.Reset();
        await world.ReadAsync("flows");
        Assert.Empty(world.Registry.Calls.SelectMany(c => c.Writes));

        world.RapidPro.Workspace.EditFlow(flow.Uuid, d => d["nodes"]![0]!["actions"]![0]!["text"] = "How old are you?");
        await world.ReadAsync("flows");
        var versions = await world.QuestionnairesAsync(flow.Uuid);
        Assert.Equal(["1", "2"], versions.Select(v => v.Version));
        Assert.Equal(first.Id, versions[0].Id);
        Assert.Equal([PublicationStatus.Retired, PublicationStatus.Active], versions.Select(v => v.Status));
        Assert.Equal(first.Item[0].Text, versions[0].Item[0].Text);
        Assert.Equal("How old are you?", versions[1].Item[0].Text);
    }

    [Fact]
    public async Task NewRevision_EarlierOneCannotBeRetiredAtFirst_IsRetiredByTheNextAttempt()
    {
        var flow = world.AddFlow("Retired later", ("Age", "number"));
        await world.ReadAsync("flows");
        var first = Assert.Single(await world.QuestionnairesAsync(flow.Uuid));
        var faults = 0;
        world.Registry.Plan = call => call.Method == "PUT" && call.Path.EndsWith(first.Id!, StringComparison.Ordinal) && Interlocked.Increment(ref faults) <= 3 ? FhirFault.Unavailable : FhirFault.None;

        world.RapidPro.Workspace.EditFlow(flow.Uuid, d => d["nodes"]![0]!["actions"]![0]!["text"] = "How old?");
        await world.ReadAsync("flows");
        world.Registry.Plan = _ => FhirFault.None;

        Assert.True(faults > 3);
        Assert.Equal([PublicationStatus.Retired, PublicationStatus.Active], (await world.QuestionnairesAsync(flow.Uuid)).Select(v => v.Status));
    }

    [Fact]
    public async Task CategoryRenamedAsByAnotherBaseLanguage_KeepsItsCode_AndANewOneGetsNoneThatWasUsed()
    {
        var flow = world.AddFlow("Codes", ("Well", "Yes No"));
        await world.ReadAsync("flows");
        var before = Assert.Single(await world.QuestionnairesAsync(flow.Uuid)).Item.Single(i => i.LinkId == "well").AnswerOption;

        world.RapidPro.Workspace.EditFlow(flow.Uuid, d =>
        {
            var categories = d["nodes"]!.AsArray().Select(n => n!["router"]?["categories"]?.AsArray()).First(c => c?.Any(one => (string?)one!["name"] == "Yes") is true)!;
            categories.Single(c => (string?)c!["name"] == "Yes")!["name"] = "Oui";
            categories.Single(c => (string?)c!["name"] == "No")!["name"] = "Yes";
        });
        await world.ReadAsync("flows");

        var after = (await world.QuestionnairesAsync(flow.Uuid))[1].Item.Single(i => i.LinkId == "well").AnswerOption;
        Assert.Equal(["yes", "no"], before.Select(CodeOf));
        Assert.Equal(before.Select(CodeOf), after.Select(CodeOf));
        Assert.Equal(["Oui", "Yes"], after.Select(o => ((Coding)o.Value).Display));

        static string CodeOf(Questionnaire.AnswerOptionComponent option) => ((Coding)option.Value).Code!;
    }

    [Fact]
    public async Task ArchivedFlow_IsRetired_AndActiveAgainWhenItIsTakenOut()
    {
        var flow = world.AddFlow("Archived", ("Age", "number"));
        await world.ReadAsync("flows");

        world.RapidPro.Workspace.ArchiveFlow(flow.Uuid);
        await world.ReadAsync("flows");
        Assert.Equal(PublicationStatus.Retired, Assert.Single(await world.QuestionnairesAsync(flow.Uuid)).Status);

        world.RapidPro.Workspace.ArchiveFlow(flow.Uuid, archived: false);
        await world.ReadAsync("flows");
        Assert.Equal(PublicationStatus.Active, Assert.Single(await world.QuestionnairesAsync(flow.Uuid)).Status);
    }

    [Fact]
    public async Task LegacyDefinition_IsRefused_LoggedAndMadeOfTheResults()
    {
        var flow = world.RapidPro.Workspace.AddFlow(
            $$"""{"uuid":"{{Guid.NewGuid()}}","name":"Legacy","spec_version":"11.12","version":"11.12","base_language":"eng","metadata":{"revision":3,"name":"Legacy","uuid":"x"},"action_sets":[],"rule_sets":[{"uuid":"x","label":"Age","rules":[]}] }""");

        await world.ReadAsync("flows");

        Assert.Single(await world.QuestionnairesAsync(flow.Uuid));
        Assert.Contains(world.Log.All, l => l.Id == 4030 && l.Text.Contains(flow.Uuid.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task FlowWithoutDefinition_IsMadeOfItsResults_WithItsTimeAsVersion()
    {
        var flow = world.RapidPro.Workspace.AddFlow(new SimulatedFlow { Name = "Results only", Results = [new("age", "Age", ["Number", "Other"], [Guid.NewGuid()]), new("note", "Note", ["All Responses"], [Guid.NewGuid()])] });

        await world.ReadAsync("flows");

        var made = Assert.Single(await world.QuestionnairesAsync(flow.Uuid));
        Assert.Equal(["age", "note"], made.Item.Select(i => i.LinkId));
        Assert.Equal(flow.ModifiedOn!.Value.ToString("yyyyMMddHHmmssfff", System.Globalization.CultureInfo.InvariantCulture), made.Version);
    }

    [Fact]
    public async Task DefinitionsEndpointGone_FlowsAreMadeOfTheirResults_AndRunsArrive()
    {
        await using var rapidPro = await RapidProSimulator.StartAsync(new RapidProSimulatorOptions { HasDefinitions = false });
        var flow = rapidPro.Workspace.AddFlow(FlowText.Of(Guid.NewGuid(), "No definitions", ("Age", "number")));
        var contact = rapidPro.Workspace.AddContact(new SimulatedContact { Name = "Anybody", Urns = ["tel:" + Contacts.SyncWorld.NewNumber()] });
        rapidPro.Workspace.AddRun(new SimulatedRun { Flow = flow.Uuid, Contact = contact.Uuid, ExitType = "completed", Values = RunWorld.ValuesOf(("age", "3|Number")) });
        await using var host = await world.StartHostAsync(world.SettingsWith(("Mhero:RapidPro:BaseUrl", rapidPro.BaseUrl.ToString()), ("Mhero:Contacts:Direction", "RegistryToRapidPro")));

        await world.ReadAsync("flows", host);
        await world.ReadAsync("runs", host);

        Assert.Equal("age", Assert.Single(Assert.Single(await world.QuestionnairesAsync(flow.Uuid)).Item).LinkId);
        Assert.Single(await world.ResponsesAsync(flow.Uuid));
    }

    [Fact]
    public async Task RunBeforeItsFlowsTurn_MakesTheQuestionnaire_Once()
    {
        var flow = world.AddFlow("Too early", ("Age", "number"));
        var (contact, _) = await world.AddLinkedAsync();
        var run = world.AddRun(flow, contact, "completed", ("age", "3|Number"));

        await world.ReadAsync("runs");
        await world.ReadAsync("flows");

        var questionnaire = Assert.Single(await world.QuestionnairesAsync(flow.Uuid));
        Assert.Equal($"{questionnaire.Url}|{questionnaire.Version}", (await world.ResponseOfAsync(run)).Questionnaire);
    }

    [Fact]
    public async Task OwnQuestionnaire_Wins_ItsCodesAndUnitsAreUsed_AndMismatchesAreKept()
    {
        var flow = world.AddFlow("Own", ("Age", "number"), ("Well", "Yes No"), ("Extra", "text"));
        var (contact, _) = await world.AddLinkedAsync();
        var own = await world.AddAsync(new Questionnaire
        {
            Identifier = [new Identifier(MheroSystems.FlowUuid, flow.Uuid.ToString())],
            Url = $"http://example.org/Questionnaire/{flow.Uuid}",
            Version = "7",
            Status = PublicationStatus.Active,
            Item =
            [
                new() { LinkId = "age", Type = Questionnaire.QuestionnaireItemType.Quantity, Extension = [new("http://hl7.org/fhir/StructureDefinition/questionnaire-unit", new Coding("http://unitsofmeasure.org", "a", "years"))] },
                new() { LinkId = "well", Type = Questionnaire.QuestionnaireItemType.Choice, AnswerOption = [new() { Value = new Coding("http://snomed.info/sct", "373066001", "Yes") }, new() { Value = new Coding("http://snomed.info/sct", "373067005", "No") }] },
            ],
        });
        var right = world.AddRun(flow, contact, "completed", ("age", "3|Number"), ("well", "yes|Yes"), ("extra", "more|All Responses"));
        var wrong = world.AddRun(flow, contact, "completed", ("well", "maybe|Other"));

        await world.ReadAsync("flows");
        var counts = await world.ReadAsync("runs");

        Assert.Equal(own.Meta!.VersionId, (await world.Fhir.ReadAsync<Questionnaire>(own.Id!))!.Meta!.VersionId);
        var response = await world.ResponseOfAsync(right);
        Assert.Equal($"{own.Url}|7", response.Questionnaire);
        var age = Assert.IsType<Quantity>(response.Item.Single(i => i.LinkId == "age").Answer.Single().Value);
        Assert.Equal((3m, "a", "http://unitsofmeasure.org"), (age.Value, age.Code, age.System));
        Assert.Equal(("373066001", "more"), (RunWorld.AnswersOf(response)["well"], RunWorld.AnswersOf(response)["extra"]));
        Assert.Equal("maybe", RunWorld.AnswersOf(await world.ResponseOfAsync(wrong))["well"]);
        Assert.True(counts[Core.Storage.SyncLog.SyncCounts.Issues] > 0);
    }

    [Fact]
    public async Task GeneratedQuestionnaire_EditedInTheRegistry_IsNotOverwritten_HoweverOftenTheFlowChanges()
    {
        var flow = world.AddFlow("Edited", ("Age", "number"));
        await world.ReadAsync("flows");
        var made = Assert.Single(await world.QuestionnairesAsync(flow.Uuid));
        await world.Fhir.UpdateAsync<Questionnaire>(made.Id!, q =>
        {
            q.Title = "Edited by hand";
            return q;
        });

        foreach (var archived in new[] { true, false, true })
        {
            world.RapidPro.Workspace.ArchiveFlow(flow.Uuid, archived);
            await world.ReadAsync("flows");
            Assert.Equal("Edited by hand", Assert.Single(await world.QuestionnairesAsync(flow.Uuid)).Title);
        }
    }

    [Fact]
    public async Task WriteWorkflows_ListsEachFlowAsBasic_OnceAndUpToDate()
    {
        var flow = world.AddFlow("Workflow", ("Age", "number"));
        await using var host = await world.StartHostAsync(world.SettingsWith(("Mhero:Flows:WriteWorkflows", "true")));
        await world.ReadAsync("flows", host);
        var first = await BasicAsync(flow);
        Assert.Contains(MheroSystems.WorkflowProfile, first.Meta!.Profile);

        world.RapidPro.Workspace.EditFlow(flow.Uuid, d => d["name"] = "Workflow renamed");
        await world.ReadAsync("flows", host);
        var second = await BasicAsync(flow);
        Assert.Equal(first.Id, second.Id);
        Assert.Contains("Workflow renamed", RunWorld.JsonOf(second), StringComparison.Ordinal);

        world.Registry.Reset();
        await world.ReadAsync("flows", host);
        Assert.Empty(world.Registry.Calls.SelectMany(c => c.Writes));
    }

    private async Task<Basic> BasicAsync(SimulatedFlow flow) => Assert.IsType<Basic>(Assert.Single(
        (await world.Fhir.SearchAsync(new FhirSearch("Basic").Where("identifier", MheroSystems.FlowUuid, flow.Uuid.ToString()))).Matches));
}
