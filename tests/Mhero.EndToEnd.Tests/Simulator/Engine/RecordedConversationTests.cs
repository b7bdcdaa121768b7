using Mhero.Simulator;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.EndToEnd.Tests.Simulator.Engine;

/// <summary>The conversation that was recorded with RapidPro 9.0.0, held again with the simulator: the runs must be the same.</summary>
public sealed class RecordedConversationTests
{
    private static readonly string[] Names = ["value", "category", "node", "input", "name"];

    [Fact]
    public async Task Favorites_AsRecorded_GivesTheRecordedRunsAndMessages()
    {
        var flow = Recording.All["definitions_flow"].Body.GetProperty("flows")[0];
        var recorded = Recording.All["runs_list_with_results"].Body.GetProperty("results");
        await using var simulator = await RapidProSimulator.StartAsync(new() { TimeProvider = new FakeTimeProvider(new(2026, 11, 22, 19, 32, 27, TimeSpan.Zero)) });
        var workspace = simulator.Workspace;
        workspace.AddFlow(flow);
        workspace.SentStatus = "queued";
        var contacts = Enumerable.Range(1, 3).Select(i => workspace.AddContact(new() { Name = $"Contact {i}", Urns = [$"tel:+25078800000{i}"] }).Uuid).ToList();

        await workspace.StartFlowAsync(flow.GetProperty("uuid").GetGuid(), contacts);
        foreach (var (from, text) in new[] { (1, "blue"), (1, "primus"), (1, "Ryan"), (2, "banana"), (2, "I like RED a lot") })
        {
            await workspace.ReceiveAsync($"+25078800000{from}", text);
        }

        using var http = SimulatorClient.For(simulator);
        var (_, played) = await http.GetJsonAsync("runs.json");
        Assert.Equal(3, played.GetProperty("results").GetArrayLength());
        foreach (var run in recorded.EnumerateArray())
        {
            var own = played.GetProperty("results").EnumerateArray().Single(r => Name(r) == Name(run));
            Assert.Equal(Nodes(run), Nodes(own));
            Assert.Equal(run.GetProperty("responded").GetBoolean(), own.GetProperty("responded").GetBoolean());
            Assert.Equal(run.GetProperty("exit_type").GetString(), own.GetProperty("exit_type").GetString());
            Assert.Equal(run.GetProperty("exited_on").ValueKind, own.GetProperty("exited_on").ValueKind);
            Assert.Equal(Values(run), Values(own));
            AssertTimesRise(own);
        }

        // The recording has what was sent up to then, and of later times only more.
        var (_, messages) = await http.GetJsonAsync("messages.json");
        var sent = Recording.All["messages_list"].Body.GetProperty("results").EnumerateArray()
            .Where(m => m.GetProperty("flow").ValueKind == JsonValueKind.Object && m.GetProperty("flow").GetProperty("name").GetString() == "Favorites");
        Assert.Equal(sent.Select(Said).Order(StringComparer.Ordinal), messages.GetProperty("results").EnumerateArray().Where(m => Name(m) is not "Contact 1").Select(Said).Order(StringComparer.Ordinal));
        Assert.Contains("Mmmmm... delicious Primus. If only they made blue Primus! Lastly, what is your name?", workspace.Messages.Select(m => m.Text));
        Assert.Contains("Thanks Ryan, we are all done!", workspace.Messages.Select(m => m.Text));
    }

    private static string? Name(JsonElement row) => row.GetProperty("contact").GetProperty("name").GetString();

    private static string Said(JsonElement message) => $"{Name(message)} {message.GetProperty("direction")} {message.GetProperty("status")}: {message.GetProperty("text")}";

    private static IEnumerable<string?> Nodes(JsonElement run) => run.GetProperty("path").EnumerateArray().Select(s => s.GetProperty("node").GetString());

    private static IEnumerable<string> Values(JsonElement run) => run.GetProperty("values").EnumerateObject()
        .Select(v => $"{v.Name} {string.Join(' ', Names.Select(n => v.Value.GetProperty(n).GetRawText()))}");

    private static void AssertTimesRise(JsonElement run)
    {
        var times = run.GetProperty("path").EnumerateArray().Select(s => s.GetProperty("time").GetDateTimeOffset()).ToList();
        Assert.Equal(times.Order(), times);
        Assert.True(run.GetProperty("created_on").GetDateTimeOffset() < times[0]);
        Assert.True(run.GetProperty("modified_on").GetDateTimeOffset() > times[^1]);
    }
}
