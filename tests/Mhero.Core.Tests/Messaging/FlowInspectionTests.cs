using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging;
using Mhero.Core.RapidPro;

namespace Mhero.Core.Tests.Messaging;

/// <summary>What settings and Questionnaires name in a workspace, and what is wrong with it.</summary>
public sealed class FlowInspectionTests
{
    private const string Place = "Mhero__OptOut__Flows__ask__Flow";
    private const string Webhook = "https://mhero.org/api/rapidpro/webhook?code=key";

    private static readonly (string Name, string Value)[] Ask = [("Mhero:OptOut:Flows:ask:Flow", "Opt out"), ("Mhero:OptOut:Flows:ask:Result", "My Wish"), ("Mhero:OptOut:Flows:ask:Out", "Stop")];
    private static readonly Uri App = new("https://mhero.org/");

    [Fact]
    public async Task Inspect_SettingWhoseFlowIsThere_HasNoIssue()
    {
        using var world = new FlowWorld(Ask);
        world.Add(1, "opt OUT", false, "my_wish", "other");

        var finding = Assert.Single(await InspectAsync(world));

        Assert.Equal((Place, "Opt out", FlowWorld.FlowOf(1), "opt OUT", null), (finding.Place, finding.Named, finding.Flow, finding.Name, finding.Questionnaire));
        Assert.Equal(["my_wish"], finding.Expected);
        Assert.Empty(finding.Lacking);
        Assert.Empty(finding.Issues);
    }

    [Theory]
    [InlineData("Opt out", "other", SyncCodes.FlowLacksResults)]
    [InlineData("Opt out", "my_wish_2", "")]
    [InlineData("Opt out", "my_wishes", SyncCodes.FlowLacksResults)]
    [InlineData("Another", "my_wish", SyncCodes.FlowMissing)]
    public async Task Inspect_Setting_HasTheIssueOfItsFlow(string name, string result, string code)
    {
        using var world = new FlowWorld(Ask);
        world.Add(1, name, false, result);

        var finding = Assert.Single(await InspectAsync(world));

        Assert.Equal(code, string.Join(' ', finding.Issues.Select(i => i.Code)));
        Assert.All(finding.Issues, i => Assert.Equal((Place, "Opt out"), (i.Place, i.Flow)));
        Assert.Equal(code == SyncCodes.FlowLacksResults ? ["my_wish"] : [], finding.Lacking);
        Assert.Equal(["my_wish"], finding.Expected);
    }

    [Theory]
    [InlineData(false, SyncCodes.FlowAmbiguous, false)]
    [InlineData(true, "", true)]
    public async Task Inspect_TwoFlowsOfOneName_AreAmbiguousUnlessOneIsArchived(bool archived, string code, bool found)
    {
        using var world = new FlowWorld(Ask);
        world.Add(1, "Opt out", archived, "my_wish");
        world.Add(2, "Opt out", false, "my_wish");

        var finding = Assert.Single(await InspectAsync(world));

        Assert.Equal((code, found ? FlowWorld.FlowOf(2) : null), (string.Join(' ', finding.Issues.Select(i => i.Code)), finding.Flow));
    }

    [Fact]
    public async Task Inspect_FlowThatWasRenamed_IsFoundAndSaysItsNewName()
    {
        using var world = new FlowWorld(Ask);
        world.Add(1, "Leave", false, "my_wish");
        await world.Registry.Get<FlowLinks>().NoteAsync("Opt out", FlowWorld.FlowOf(1), CancellationToken.None);

        var finding = Assert.Single(await InspectAsync(world));

        Assert.Equal((SyncCodes.FlowRenamed, "Leave", FlowWorld.FlowOf(1)), (Assert.Single(finding.Issues).Code, finding.Name, finding.Flow));
        Assert.Contains("is called 'Leave'", finding.Issues[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_Questionnaire_ExpectsWhatAContactAnswers()
    {
        using var world = new FlowWorld();
        world.Add(1, "Weekly", false, "week", "rows_1");
        world.AddOwn("q1", $"{FlowWorld.FlowOf(1)}", $$"""
            {"linkId":"week","type":"string"},{"linkId":"note","type":"display","text":"x"},
            {"linkId":"g","type":"group","item":[{"linkId":"rows","type":"integer"},{"linkId":"Other cases","type":"integer"}]},
            {"linkId":"ro","type":"string","readOnly":true},
            {"linkId":"hidden","type":"string","extension":[{"url":"{{QuestionnaireExtensions.Hidden}}","valueBoolean":true}],"item":[{"linkId":"in-hidden","type":"string"}]},
            {"linkId":"shown","type":"string","extension":[{"url":"{{QuestionnaireExtensions.Hidden}}","valueBoolean":false}]},
            {"linkId":"calc","type":"string","extension":[{"url":"http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression","valueExpression":{"language":"text/fhirpath","expression":"1"} }]}
            """);

        var finding = Assert.Single(await InspectAsync(world));

        Assert.Equal(("Questionnaire/q1", "http://example.org/q1", "Weekly"), (finding.Place, finding.Questionnaire, finding.Name));
        Assert.Equal(["week", "rows", "other_cases", "shown"], finding.Expected);
        Assert.Equal(["other_cases", "shown"], finding.Lacking);
        Assert.Equal(SyncCodes.FlowLacksResults, Assert.Single(finding.Issues).Code);
        Assert.Contains("other_cases, shown", finding.Issues[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_WithoutTheRegistry_ReadsTheSettingsAlone()
    {
        using var world = new FlowWorld(Ask);
        world.Add(1, "Opt out", false, "my_wish");
        world.AddOwn("q1", "not a flow");

        Assert.Single(await world.Registry.Get<FlowInspection>().InspectAsync(false, App, CancellationToken.None));
        Assert.Empty(world.Registry.Searches);
        Assert.Equal([Place, "Questionnaire/q1"], (await InspectAsync(world)).Select(f => f.Place));
    }

    [Theory]
    [InlineData("https://mhero.org/api/rapidpro/webhook?code=key", true, "")]
    [InlineData("https://other.org/api/rapidpro/webhook?code=key", true, "other.org")]
    [InlineData("https://other.org/api/rapidpro/webhook?code=key", false, "")]
    [InlineData("https://mhero.org/api/rapidpro/webhook", true, "no function key")]
    [InlineData("https://other.org/anything", true, "")]
    public async Task Inspect_Webhooks_AreCheckedAgainstTheAppsAddress(string url, bool knowsApp, string fault)
    {
        using var world = new FlowWorld(Ask);
        world.Add(1, "Opt out", false, "my_wish");
        world.Define(1, url);

        var finding = Assert.Single(await world.Registry.Get<FlowInspection>().InspectAsync(true, knowsApp ? App : null, CancellationToken.None));

        Assert.Equal(fault.Length == 0 ? [] : [SyncCodes.FlowWebhook], finding.Issues.Select(i => i.Code));
        Assert.All(finding.Issues, i => Assert.Contains(fault, i.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_FlowsOfTheWorkspace_HaveTheirQuestionnairesAndFaults()
    {
        using var world = new FlowWorld(Ask);
        world.Add(3, "weekly", false, "week");
        world.Add(1, "Opt out");
        world.Add(2, "Generated");
        world.Add(4, "Archived", true);
        world.Define(1, Webhook);
        world.Define(2);
        world.Define(3, "https://x.example.org/api/rapidpro/webhook?code=key", "https://x.example.org/api/rapidpro/webhook?code=key");
        world.AddOwn("q3", "Weekly ", """{"linkId":"week","type":"string"}""", MheroSystems.FlowUuid);
        world.AddOwn("own", $"{FlowWorld.FlowOf(3)}", """{"linkId":"week","type":"string"}""");
        world.Registry.Put($$"""
            {"resourceType":"Questionnaire","id":"gen","meta":{"tag":[{"system":"{{MheroSystems.Tags}}","code":"{{MheroSystems.GeneratedTag}}"}]},"url":"http://example.org/gen","status":"active",
             "identifier":[{"system":"{{MheroSystems.FlowUuid}}","value":"{{FlowWorld.FlowOf(2)}}"}]}
            """);

        var flows = await world.Registry.Get<FlowInspection>().ListAsync(CancellationToken.None);

        Assert.Equal(
            [
                $"Generated Questionnaire/gen Generated False ",
                $"Opt out  Missing True {SyncCodes.FlowLacksResults}",
                $"weekly Questionnaire/q3 Own True {SyncCodes.FlowWebhook}",
            ],
            flows.Select(f => $"{f.Name} {f.Questionnaire} {f.Kind} {f.CallsWebhook} {string.Join(' ', f.Issues.Select(i => i.Code))}"));
        Assert.Equal(FlowWorld.FlowOf(2), flows[0].Flow);
    }

    [Fact]
    public async Task List_RapidProWithoutDefinitions_DoesNotKnowTheWebhooks()
    {
        using var world = new FlowWorld { HasDefinitions = false };
        world.Add(1, "Weekly");

        Assert.Null(Assert.Single(await world.Registry.Get<FlowInspection>().ListAsync(CancellationToken.None)).CallsWebhook);
    }

    [Fact]
    public async Task Inspect_RapidProDown_IsItsException()
    {
        using var world = new FlowWorld(Ask) { IsDown = true };

        await Assert.ThrowsAsync<RapidProException>(() => InspectAsync(world));
    }

    [Fact]
    public async Task Check_NamesThatAreNotFound_AreIssuesAndASideThatIsDownIsOne()
    {
        using var world = new FlowWorld(Ask);
        world.Add(1, "Opt out");
        world.AddOwn("q1", "No flow");
        var references = world.Registry.Get<FlowReferences>();

        Assert.Equal([(SyncCodes.FlowMissing, "Questionnaire/q1", "No flow")], (await references.CheckAsync(true, CancellationToken.None)).Select(i => (i.Code, i.Place, i.Flow)));
        Assert.Empty(await references.CheckAsync(false, CancellationToken.None));

        world.IsDown = true;
        world.Registry.App.Time.Advance(TimeSpan.FromMinutes(6));
        var issue = Assert.Single(await references.CheckAsync(true, CancellationToken.None));
        Assert.Equal((null, null), (issue.Place, issue.Flow));
        Assert.DoesNotContain(issue.Code, new[] { SyncCodes.FlowMissing, SyncCodes.Unexpected });
    }

    private static Task<IReadOnlyList<FlowFinding>> InspectAsync(FlowWorld world) => world.Registry.Get<FlowInspection>().InspectAsync(true, App, CancellationToken.None);
}
