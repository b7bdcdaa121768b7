using Mhero.DevHost.Examples;
using Mhero.Simulator;

namespace Mhero.EndToEnd.Tests.Simulator.Engine;

/// <summary>Every example's flows run in the simulator, and its conversations give the runs that the example shows.</summary>
public sealed class ExampleConversationTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "examples");

    public static TheoryData<string> Examples =>
        [.. UseCaseExample.LoadAll(Folder).Select(e => e.Name).Where(name => File.Exists(Path.Combine(Folder, name, "run.json")))];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Conversations_OfAnExample_GiveItsRuns(string name)
    {
        var example = UseCaseExample.LoadAll(Folder).Single(e => e.Name == name);
        using var listener = new WebhookListener();
        listener.Answer = _ => (200, listener.Calls[^1] is { Path: "/lookup" } call ? Found(call.Body, listener.Calls.Count(c => string.Equals(c.Body, call.Body, StringComparison.OrdinalIgnoreCase))) : "{}");
        await using var simulator = await RapidProSimulator.StartAsync(new());
        var workspace = simulator.Workspace;
        ExampleWorkforce.Load(Path.Combine(Folder, "1-contacts-in-step")).Seed(workspace);
        example.SeedContacts(workspace);
        example.SeedFlows(workspace, new Uri(listener.Url), "secret");

        Assert.All(workspace.Flows, flow => workspace.CheckFlow(flow.Uuid));
        foreach (var (from, messages) in example.Conversations)
        {
            foreach (var message in messages)
            {
                Assert.NotEmpty(await workspace.ReceiveAsync(from, PhoneText.TextOf(message), PhoneText.AttachmentsOf(message)));
            }
        }

        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Folder, name, "run.json")));
        var expected = document.RootElement.GetProperty("results").EnumerateArray().OrderBy(r => r.GetProperty("id").GetInt32()).Select(Shown).ToList();
        Assert.Equal(expected.Order(StringComparer.Ordinal), workspace.Runs.Select(r => Shown(workspace, r)).Order(StringComparer.Ordinal));
        Assert.Equal(workspace.Runs.Count(r => r.ExitType == "completed"), listener.Calls.Count(c => c.Path == "/hook"));
        Assert.All(listener.Calls, call => Assert.Equal("secret", call.Headers["X-Mhero-Secret"]));
    }

    /// <summary>What the registry of the examples answers: every facility is there, and a case once it was reported.</summary>
    private static string Found(string question, int times) => question.Contains("\"facility\"", StringComparison.Ordinal)
        ? """{"answer":"found","facility":"Muhoza Health Centre"}"""
        : $$"""{"answer":"{{(times > 1 ? "yes" : "no")}}","exists":"no","name_agrees":"no"}""";

    private static string Shown(JsonElement run) =>
        $"{run.GetProperty("flow").GetProperty("name")} {run.GetProperty("contact").GetProperty("urn")} {run.GetProperty("exit_type")}\n"
        + string.Join(' ', run.GetProperty("path").EnumerateArray().Select(s => s.GetProperty("node").GetString()![..4])) + "\n"
        + string.Join('\n', run.GetProperty("values").EnumerateObject().OrderBy(v => v.Name, StringComparer.Ordinal)
            .Select(v => Value(v.Name, v.Value.GetProperty("value").GetString()!, v.Value.GetProperty("category").GetString(), v.Value.GetProperty("input").GetString())));

    private static string Shown(RapidProWorkspace workspace, SimulatedRun run) =>
        $"{workspace.FindFlow(run.Flow)!.Name} {workspace.FindByUuid(run.Contact)!.Urns[0]} {run.ExitType}\n"
        + string.Join(' ', run.Path.Select(s => s.Node.ToString()[..4])) + "\n"
        + string.Join('\n', run.Values.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => Value(v.Key, v.Value.Value, v.Value.Category, v.Value.Input)));

    /// <summary>A date's time of day is that of its answer, and stands for nothing.</summary>
    private static string Value(string key, string value, string? category, string? input) =>
        $"{key}={(value.Length == 32 && value[10] == 'T' ? value[..10] : value)} ({category}) {input}";
}
