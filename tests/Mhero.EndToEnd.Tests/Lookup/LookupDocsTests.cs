using System.Reflection;
using System.Text.RegularExpressions;
using Mhero.Core.Lookup;
using Mhero.EndToEnd.Tests.Contacts;
using Mhero.Simulator;

namespace Mhero.EndToEnd.Tests.Lookup;

/// <summary>docs/lookups.md says what is so: its bodies are sent by flows, its flows are played, and its answers have the members that answers have.</summary>
public sealed partial class LookupDocsTests(LookupWorld world) : IClassFixture<LookupWorld>
{
    private static readonly string Text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "lookups.md"));

    private static readonly List<(string Kind, string Name, string Expected, string Content)> Blocks =
        [.. Block().Matches(Text).Select(m => (m.Groups["kind"].Value, m.Groups["name"].Value, m.Groups["expected"].Value, m.Groups["content"].Value.Trim()))];

    public static TheoryData<string> Questions => [.. Enum.GetNames<LookupQuestion>().Select(n => n.ToLowerInvariant())];

    [Fact]
    public void Codes_AreAllDocumented() =>
        Assert.All(typeof(LookupCodes).GetFields(BindingFlags.Public | BindingFlags.Static), code => Assert.Contains($"| `{code.GetRawConstantValue()}` |", Text, StringComparison.Ordinal));

    [Fact]
    public void Answers_AreAllDocumented() =>
        Assert.All(typeof(LookupAnswer).GetFields(BindingFlags.Public | BindingFlags.Static), word => Assert.Contains($"`{word.GetRawConstantValue()}`", Text, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Questions))]
    public void Answer_OfAQuestion_HasItsMembers(string question)
    {
        var service = world.Host.Services.GetRequiredService<LookupService>();
        var documented = JsonNode.Parse(Blocks.Single(b => b.Kind == "answer" && b.Name == question).Content)!.AsObject().Select(m => m.Key);

        Assert.Equal(service.MembersOf(Enum.Parse<LookupQuestion>(question, true)).Concat(["answer", "code", "wait_seconds"]).Order(), documented.Order());
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task Body_OfAQuestion_SentByAFlow_IsAnswered(string question)
    {
        var (_, _, expected, body) = Blocks.Single(b => b.Kind == "body" && b.Name == question);
        var nodes = new JsonArray(
            new JsonObject
            {
                ["uuid"] = Guid.NewGuid().ToString(),
                ["actions"] = new JsonArray(
                    Action("set_run_result", ("name", "Employee number"), ("value", "RW-1001"), ("category", "")),
                    Action("set_run_result", ("name", "Last name"), ("value", "Uwera-Mukamana"), ("category", "")),
                    Action("set_run_result", ("name", "Facility"), ("value", "F-K1"), ("category", "")),
                    Action("set_run_result", ("name", "Case number"), ("value", "MUH-0042"), ("category", "")),
                    Action("call_webhook", ("method", "POST"), ("url", "https://mhero.example.org/api/rapidpro/lookup?code=your-function-key"), ("body", body), ("headers", null)),
                    Action("send_msg", ("text", "@webhook.answer"))),
                ["exits"] = new JsonArray(new JsonObject { ["uuid"] = Guid.NewGuid().ToString(), ["destination_uuid"] = null }),
            });

        Assert.Equal([expected], await StartAsync(nodes.ToJsonString()));
    }

    [Fact]
    public async Task MenuFlow_Played_AsksUntilOneIsChosen()
    {
        Assert.Equal(["Which facility do you work at? Send its name or its code."], await StartAsync(Flow("menu")));
        Assert.Equal(["We know no facility of that name.", "Which facility do you work at? Send its name or its code."], await WriteAsync("Gitarama"));
        Assert.Equal("We know no facility of that name.", (await WriteAsync("*"))[0]);
        var menu = Assert.Single(await WriteAsync("nyange"));
        Assert.StartsWith("Which one?\n1 Nyange Health Post, ", menu, StringComparison.Ordinal);
        Assert.EndsWith("\n0 None of them", menu, StringComparison.Ordinal);
        Assert.StartsWith("Which facility", Assert.Single(await WriteAsync("0")), StringComparison.Ordinal);
        await WriteAsync("nyange");
        Assert.Equal(["Thank you: Nyange Health Post."], await WriteAsync("2"));
        Assert.Matches("^F-N[12]$", world.RapidPro.Workspace.Runs[^1].Values["facility_code"].Value);
    }

    [Fact]
    public async Task ReportedFlow_Played_AsksThoseWhoHaveNotReported() =>
        Assert.Equal(["How many children did you vaccinate this week?"], await StartAsync(Flow("reported")));

    private static string Flow(string name) => Blocks.Single(b => b.Kind == "flow" && b.Name == name).Content;

    private static JsonObject Action(string type, params (string Name, string? Value)[] members)
    {
        var action = new JsonObject { ["uuid"] = Guid.NewGuid().ToString(), ["type"] = type };
        foreach (var (name, value) in members)
        {
            action[name] = name == "headers" ? new JsonObject { ["X-Mhero-Secret"] = "change-me-to-your-webhook-secret" } : JsonValue.Create(value);
        }

        return action;
    }

    /// <summary>Imports the nodes as a flow, and starts it for the nurse.</summary>
    private async Task<List<string>> StartAsync(string nodes)
    {
        var uuid = Guid.NewGuid();
        var export = JsonSerializer.Serialize(new
        {
            version = "13",
            site = "https://rapidpro.example.org",
            flows = new[]
            {
                new { uuid, name = $"Docs {uuid}", spec_version = "13.1.0", language = "eng", type = "messaging", revision = 1, expire_after_minutes = 60, localization = new { }, nodes = JsonNode.Parse(nodes) },
            },
        });
        world.RapidPro.Workspace.AddFlows(export
            .Replace("https://mhero.example.org", world.Host.BaseUrl.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
            .Replace("your-function-key", SyncWorld.FunctionKey, StringComparison.Ordinal)
            .Replace("change-me-to-your-webhook-secret", SyncWorld.WebhookSecret, StringComparison.Ordinal));
        world.RapidPro.Workspace.CheckFlow(uuid);
        return TextsOf(await world.RapidPro.Workspace.StartFlowAsync(uuid, [world.Nurse.Uuid]));
    }

    private async Task<List<string>> WriteAsync(string text) => TextsOf(await world.RapidPro.Workspace.ReceiveAsync(world.Nurse.Urns[0], text));

    private static List<string> TextsOf(IEnumerable<SimulatedMessage> messages) => [.. messages.Select(m => m.Text)];

    [GeneratedRegex(@"^```(json|text) lookup:(?<kind>\w+) (?<name>\w+)( (?<expected>\w+))?\r?\n(?<content>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
