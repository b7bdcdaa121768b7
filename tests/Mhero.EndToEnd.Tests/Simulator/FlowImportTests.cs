using System.Net;
using Mhero.EndToEnd.Tests.Examples;
using Mhero.Simulator;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.EndToEnd.Tests.Simulator;

/// <summary>An import as RapidPro's page does it, seen on 9.0: names decide, UUIDs of the file are never kept.</summary>
public sealed class FlowImportTests
{
    public static TheoryData<RapidProProfile, string> ExamplesOnEveryRelease
    {
        get
        {
            var data = new TheoryData<RapidProProfile, string>();
            foreach (var profile in Enum.GetValues<RapidProProfile>())
            {
                foreach (var file in Directory.GetFiles(ExampleFiles.Root, "flow.json", SearchOption.AllDirectories))
                {
                    data.Add(profile, new FileInfo(file).Directory!.Name);
                }
            }

            return data;
        }
    }

    [Fact]
    public async Task Import_Twice_GivesOneNewUuidAndLetsReferencesFollow()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());

        var first = simulator.Workspace.ImportFlows(TestFlows.Export);
        var second = simulator.Workspace.ImportFlows(TestFlows.Export);

        Assert.DoesNotContain(first, flow => flow.Uuid == TestFlows.Parent || flow.Uuid == TestFlows.Child);
        Assert.Equal(first.Select(flow => (flow.Uuid, flow.Name)), second.Select(flow => (flow.Uuid, flow.Name)));
        Assert.Equal(2, simulator.Workspace.Flows.Count);
        Assert.Equal(2, second[1].Revision);
        var entered = JsonNode.Parse(second[0].Definition!)!["nodes"]!.AsArray().SelectMany(node => node!["actions"]!.AsArray()).Single(action => (string?)action!["type"] == "enter_flow");
        Assert.Equal(second[1].Uuid.ToString(), (string?)entered!["flow"]!["uuid"]);
        Assert.Contains("bbbbbbbb-0000-4000-8000-000000000001", second[0].Definition!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RapidProProfile.V7_4, "13.1.0", true)]
    [InlineData(RapidProProfile.V7_4, "13.2.0", false)]
    [InlineData(RapidProProfile.V9_0, "13.2.0", true)]
    [InlineData(RapidProProfile.V9_0, "14.0.0", false)]
    [InlineData(RapidProProfile.V26_3, "14.3.0", true)]
    [InlineData(RapidProProfile.V26_3, "15.0.0", false)]
    public async Task Import_SpecVersion_IsRefusedWhenItIsNewerThanTheRelease(RapidProProfile profile, string version, bool isTaken)
    {
        await using var simulator = await RapidProSimulator.StartAsync(new() { Profile = profile });
        using var http = new HttpClient();

        using var answer = await http.PostAsync(new Uri(simulator.BaseUrl, "simulator/flows"), SimulatorClient.Json(TestFlows.Export.Replace("13.1.0", version, StringComparison.Ordinal)));

        Assert.Equal(isTaken ? HttpStatusCode.Created : HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(isTaken ? 2 : 0, simulator.Workspace.Flows.Count);
        if (!isTaken)
        {
            Assert.Contains($"{version} is newer than this library", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(RapidProProfile.V7_4, "stop")]
    [InlineData(RapidProProfile.V9_0, "stop")]
    [InlineData(RapidProProfile.V26_3, "stop start")]
    public async Task Import_KeywordAndKeywords_KeepsWhatTheReleaseReads(RapidProProfile profile, string words)
    {
        await using var simulator = await RapidProSimulator.StartAsync(new() { Profile = profile });
        simulator.Workspace.ImportFlows(TestFlows.Export.Replace("""
            "keyword":"report","keywords":["report"]
            """, """
            "keyword":"stop","keywords":["stop","start"]
            """, StringComparison.Ordinal));

        Assert.Equal(words.Split(' '), await StartedByAsync(simulator, "stop", "start"));
    }

    [Theory]
    [MemberData(nameof(ExamplesOnEveryRelease))]
    public async Task Import_Example_KeepsEveryKeywordInEveryRelease(RapidProProfile profile, string example)
    {
        var export = await File.ReadAllTextAsync(Path.Combine(ExampleFiles.Root, example, "flow.json"));
        var words = JsonNode.Parse(export)!["triggers"]!.AsArray().SelectMany(trigger => trigger!["keywords"]!.AsArray().Select(word => (string)word!)).ToArray();
        await using var simulator = await RapidProSimulator.StartAsync(new() { Profile = profile });

        simulator.Workspace.ImportFlows(export);

        Assert.NotEmpty(words);
        Assert.Equal(words, await StartedByAsync(simulator, words));
    }

    [Fact]
    public async Task Import_NewKeywordAndGroup_AreUnusableForSomeSeconds()
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-03-09T08:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        await using var simulator = await RapidProSimulator.StartAsync(new() { TimeProvider = time, AssetDelay = TimeSpan.FromSeconds(5) });
        using var http = SimulatorClient.For(simulator);
        simulator.Workspace.ImportFlows(TestFlows.Export);

        using var early = await http.PostAsync("contacts.json", SimulatorClient.Json("""{"name":"Aline","groups":["Reporters"]}"""));
        var before = await StartedByAsync(simulator, "report");
        time.Advance(TimeSpan.FromSeconds(6));
        using var later = await http.PostAsync("contacts.json", SimulatorClient.Json("""{"name":"Aline","groups":["Reporters"]}"""));
        var after = await StartedByAsync(simulator, "report");

        Assert.Equal((HttpStatusCode.InternalServerError, HttpStatusCode.Created), (early.StatusCode, later.StatusCode));
        Assert.Empty(before);
        Assert.Equal(["report"], after);
    }

    /// <summary>Texts each word from a telephone of its own, and says which started a run.</summary>
    private static async Task<List<string>> StartedByAsync(RapidProSimulator simulator, params string[] words)
    {
        var started = new List<string>();
        foreach (var word in words)
        {
            var runs = simulator.Workspace.Runs.Count;
            await simulator.Workspace.ReceiveAsync($"tel:+2507889{simulator.Workspace.Contacts.Count:00000}", word);
            if (simulator.Workspace.Runs.Count > runs)
            {
                started.Add(word);
            }
        }

        return started;
    }
}
