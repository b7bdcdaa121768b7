using Mhero.Simulator;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.EndToEnd.Tests.Simulator;

public sealed class FlowsEndpointTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Get_ImportedFlow_ShowsWhatItsDefinitionSays()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new() { TimeProvider = new FakeTimeProvider(Start) });
        simulator.Workspace.AddFlows(TestFlows.Export);
        var contact = simulator.Workspace.AddContact(new() { Name = "Aline" }).Uuid;
        simulator.Workspace.AddRun(new() { Flow = TestFlows.Parent, Contact = contact });
        simulator.Workspace.AddRun(new() { Flow = TestFlows.Parent, Contact = contact, ExitType = "completed" });
        using var http = SimulatorClient.For(simulator);

        var (_, parent) = await http.GetJsonAsync($"flows.json?uuid={TestFlows.Parent}");
        var (_, child) = await http.GetJsonAsync($"flows.json?uuid={TestFlows.Child}");

        Assert.Equal(
            """
            {"uuid":"aaaaaaaa-0000-4000-8000-000000000001","name":"Parent","type":"message","archived":false,"labels":[],"expires":60,
            "runs":{"active":0,"waiting":1,"completed":1,"interrupted":0,"expired":0,"failed":0},
            "results":[{"key":"your_age","name":"Your Age","categories":["Has Number","Other","Unknown"],"node_uuids":["bbbbbbbb-0000-4000-8000-000000000001","bbbbbbbb-0000-4000-8000-000000000002"]}],
            "parent_refs":[],"created_on":"2026-11-22T08:00:00Z","modified_on":"2026-11-22T08:00:00Z"}
            """.ReplaceLineEndings(""),
            parent.GetProperty("results")[0].GetRawText());
        Assert.Equal("background", child.GetProperty("results")[0].GetProperty("type").GetString());
        Assert.Equal("your_age", child.GetProperty("results")[0].GetProperty("parent_refs")[0].GetString());
        Assert.Contains(simulator.Workspace.Fields, f => f.Key == "cadre");
        Assert.Contains(simulator.Workspace.Groups, g => g.Uuid == TestFlows.Group);
    }

    [Fact]
    public async Task Get_Filters_LeaveWhatTheyName()
    {
        var clock = new FakeTimeProvider(Start);
        await using var simulator = await RapidProSimulator.StartAsync(new() { TimeProvider = clock });
        simulator.Workspace.AddFlows(TestFlows.Export);
        clock.Advance(TimeSpan.FromHours(1));
        simulator.Workspace.ArchiveFlow(TestFlows.Parent);
        using var http = SimulatorClient.For(simulator);

        Assert.Equal(["Child", "Parent"], await NamesAsync(http, "flows.json"));
        Assert.Equal(["Child", "Parent"], await NamesAsync(http, "flows.json?reverse=true"));
        Assert.Equal(["Parent"], await NamesAsync(http, "flows.json?archived=1"));
        Assert.Equal(["Child"], await NamesAsync(http, "flows.json?archived=false"));
        Assert.Equal(["Child"], await NamesAsync(http, "flows.json?type=background"));
        Assert.Equal(["Parent"], await NamesAsync(http, "flows.json?after=2026-11-22T09:00:00Z"));
        Assert.Equal(["Child"], await NamesAsync(http, "flows.json?before=2026-11-22T08:30:00Z"));
        Assert.Empty(await NamesAsync(http, "flows.json?after=yesterday"));
    }

    [Fact]
    public async Task Get_ManyFlows_WalksThemNewestFirst()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        var made = Enumerable.Range(0, 300).Select(i => simulator.Workspace.AddFlow(new SimulatedFlow { Name = $"Flow {i}" }).Name).Reverse().ToList();
        using var http = SimulatorClient.For(simulator);

        var (_, first) = await http.GetJsonAsync("flows.json");
        var (_, second) = await http.GetJsonAsync(first.GetProperty("next").GetString()!);

        Assert.Equal(250, first.GetProperty("results").GetArrayLength());
        Assert.Equal(made, Names(first).Concat(Names(second)));
    }

    [Fact]
    public async Task EditFlow_NewRevision_IsInTheDefinitionAndMovesModifiedOn()
    {
        var clock = new FakeTimeProvider(Start);
        await using var simulator = await RapidProSimulator.StartAsync(new() { TimeProvider = clock });
        var before = simulator.Workspace.AddFlows(TestFlows.Export)[0];
        clock.Advance(TimeSpan.FromMinutes(5));

        var after = simulator.Workspace.EditFlow(TestFlows.Parent, definition => definition["name"] = "Parent, second edition");

        using var http = SimulatorClient.For(simulator);
        var (_, body) = await http.GetJsonAsync($"definitions.json?flow={TestFlows.Parent}&dependencies=none");
        var flow = Assert.Single(body.GetProperty("flows").EnumerateArray());
        Assert.Equal((7, 8), (before.Revision, after.Revision));
        Assert.Equal(8, flow.GetProperty("revision").GetInt32());
        Assert.Equal("Parent, second edition", flow.GetProperty("name").GetString());
        Assert.Equal(before.ModifiedOn!.Value.AddMinutes(5), after.ModifiedOn);
        Assert.Equal(before.CreatedOn, after.CreatedOn);
    }

    [Fact]
    public async Task AddFlows_Again_RevisesInsteadOfDoubling()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        simulator.Workspace.AddFlows(TestFlows.Export);

        var again = simulator.Workspace.AddFlows(TestFlows.Export);

        Assert.Equal(2, simulator.Workspace.Flows.Count);
        Assert.Equal([8, 2], again.Select(f => f.Revision));
        using var document = JsonDocument.Parse(TestFlows.Export);
        Assert.Throws<ArgumentException>(() => simulator.Workspace.AddFlow(document.RootElement.GetProperty("flows")[0]));
        Assert.Throws<ArgumentException>(() => simulator.Workspace.AddFlow("""{"name":"No uuid"}"""));
    }

    [Theory]
    [InlineData("", 2, 1, 1, 1)]
    [InlineData("&dependencies=all", 2, 1, 1, 1)]
    [InlineData("&dependencies=flows", 2, 1, 0, 0)]
    [InlineData("&dependencies=none", 1, 0, 0, 0)]
    public async Task Definitions_Dependencies_BringWhatTheFlowNeeds(string query, int flows, int triggers, int fields, int groups)
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        simulator.Workspace.AddFlows(TestFlows.Export);
        using var http = SimulatorClient.For(simulator);

        var (_, body) = await http.GetJsonAsync($"definitions.json?flow={TestFlows.Parent}{query}");

        Assert.Equal((flows, triggers, fields, groups), (Count("flows"), Count("triggers"), Count("fields"), Count("groups")));
        int Count(string member) => body.GetProperty(member).GetArrayLength();
    }

    [Fact]
    public async Task Definitions_NotAWordForDependencies_IsRefused()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        using var http = SimulatorClient.For(simulator);

        var (status, body) = await http.GetJsonAsync("definitions.json?dependencies=xx");

        Assert.Equal((400, "dependencies must be one of none, flows, all"), (status, body.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task Definitions_SwitchedOff_IsAPageThatIsNotThere()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new() { HasDefinitions = false });
        simulator.Workspace.AddFlows(TestFlows.Export);
        using var http = SimulatorClient.For(simulator);

        using var answer = await http.GetAsync($"definitions.json?flow={TestFlows.Parent}");

        Assert.Equal((404, "text/html"), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Equal(["Child", "Parent"], await NamesAsync(http, "flows.json"));
    }

    [Fact]
    public async Task Definitions_FlowWithout_IsLeftOut()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        var flow = simulator.Workspace.AddFlow(new SimulatedFlow { Name = "Only listed", Results = [new("age", "Age", ["Has Number"], [])] });
        using var http = SimulatorClient.For(simulator);

        var (_, definitions) = await http.GetJsonAsync($"definitions.json?flow={flow.Uuid}");
        var (_, flows) = await http.GetJsonAsync("flows.json");

        Assert.Equal(0, definitions.GetProperty("flows").GetArrayLength());
        Assert.Equal("age", flows.GetProperty("results")[0].GetProperty("results")[0].GetProperty("key").GetString());
        Assert.Throws<ArgumentException>(() => simulator.Workspace.EditFlow(flow.Uuid, _ => { }));
    }

    private static async Task<IEnumerable<string?>> NamesAsync(HttpClient http, string path) => Names((await http.GetJsonAsync(path)).Body);

    private static IEnumerable<string?> Names(JsonElement page) => page.GetProperty("results").EnumerateArray().Select(f => f.GetProperty("name").GetString());
}
