using Mhero.Core.Floip.Flows;
using Mhero.Core.Mapping.Floip.Flows;
using Mhero.Core.Tests.Mapping;
using Mhero.Core.Tests.Mapping.Floip.Flows;
using Mhero.Core.Tests.Mapping.Floip.Legacy;
using Mhero.DevHost.Examples;
using Mhero.EndToEnd.Tests.Simulator.Engine;
using Mhero.Simulator;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.EndToEnd.Tests.Simulator.Floip;

/// <summary>
/// Every flow of the examples and the recordings, converted to FLOIP and back, behaves as before: the same messages get the same replies
/// and give the same results. The way back is by the standard part alone, as of a container that another tool wrote.
/// </summary>
public sealed class FloipPlayTests
{
    private const string Number = "+250788123456";
    private const int Walks = 30;
    private static readonly Guid Aline = new("5bbaaa1c-37b8-46b8-bd38-74c514e9701c");
    private const int MaxMessages = 12;

    public static TheoryData<string> Files => [.. FlowFiles.All.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Play_FlowFromItsContainer_BehavesAsTheOriginal(string name)
    {
        using var listener = NewListener();
        var export = LocalExport(name, listener);

        await PlayAsync(export, FromStandardPart(ContainerOf(export)), Walks);
    }

    /// <summary>A container that is converted to RapidPro, back, and to RapidPro once more, behaves as after the first conversion.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public async Task Play_ContainerThereAndBack_BehavesAsTheContainer(string name)
    {
        using var listener = NewListener();
        var export = LocalExport(name, listener);
        var first = FromStandardPart(ContainerOf(export));

        await PlayAsync(first, FromStandardPart(ContainerOf(first)), Walks / 3);
    }

    /// <summary>A flow of RapidPro's old engine asks and stores after its migration as it did there.</summary>
    [Fact]
    public async Task Play_FlowOfTheOldEngine_AsksItsQuestions()
    {
        await using var simulator = await StartAsync(Core.Mapping.Floip.Legacy.LegacyExport.Migrate(LegacyFiles.Export()).Value);
        var flow = Assert.Single(simulator.Workspace.Flows).Uuid;

        Assert.StartsWith("How old are you?", await BeginAsync(simulator, flow), StringComparison.Ordinal);
        Assert.StartsWith("How old are you?", await TextAsync(simulator, "old"), StringComparison.Ordinal);
        Assert.StartsWith("Fever?", await TextAsync(simulator, "35"), StringComparison.Ordinal);
        Assert.StartsWith("Cadre?", await TextAsync(simulator, "Y"), StringComparison.Ordinal);
        var end = await TextAsync(simulator, "2");

        Assert.StartsWith("Thank you, Aline Uwase: 35 years, Yes.", end, StringComparison.Ordinal);
        Assert.EndsWith("[completed] age=35 (Adult); cadre=2 (Midwife); fever=Y (Yes); old_enough=25 (Yes)", end, StringComparison.Ordinal);
    }

    private static WebhookListener NewListener() => new() { Answer = _ => (200, """{"answer":"found","exists":"no","name_agrees":"no","facility":"Muhoza"}""") };

    private static JsonObject LocalExport(string name, WebhookListener listener) => (JsonObject)JsonNode.Parse(Local(FlowFiles.ExportNamed(name).ToJsonString(), listener.Url))!;

    private static FlowContainer ContainerOf(JsonObject export) =>
        ContainerReader.Read(Encoding.UTF8.GetBytes(ContainerWriter.Write(FlowToContainer.Map(export).Value))).Container;

    private static JsonObject FromStandardPart(FlowContainer container) =>
        ContainerToFlows.Map(container with { Flows = [.. container.Flows.Select(f => f with { Blocks = [.. f.Blocks.Select(b => b with { VendorMetadata = null })] })] }).Value;

    private static async Task PlayAsync(JsonObject original, JsonObject converted, int walks)
    {
        await using var before = await StartAsync(original);
        await using var after = await StartAsync(converted);
        foreach (var flow in before.Workspace.Flows)
        {
            var messages = MessagesFor(original).ToList();
            for (var walk = 0; walk < walks; walk++)
            {
                var random = new Random(walk);
                var sent = new List<string>();
                var (was, now) = (await BeginAsync(before, flow.Uuid), await BeginAsync(after, flow.Uuid));
                Assert.Equal(was, now);
                while (sent.Count < MaxMessages && before.Workspace.Runs[^1].ExitType is null)
                {
                    sent.Add(messages[random.Next(messages.Count)]);
                    (was, now) = (await TextAsync(before, sent[^1]), await TextAsync(after, sent[^1]));
                    Assert.True(was == now, $"{flow.Name} after {string.Join(" / ", sent)}:\n{was}\n---\n{now}");
                }
            }
        }
    }

    private static async Task<RapidProSimulator> StartAsync(JsonObject export)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 8, 15, 30, TimeSpan.Zero));
        var simulator = await RapidProSimulator.StartAsync(new RapidProSimulatorOptions { TimeProvider = clock });
        simulator.Workspace.Channel = new SimulatedReference(Guid.NewGuid(), "Test SMS");
        ExampleWorkforce.Load(Path.Combine(MappingFiles.Root, "examples", "1-contacts-in-step")).Seed(simulator.Workspace);
        simulator.Workspace.AddFlows(export.ToJsonString());
        return simulator;
    }

    private static async Task<string> BeginAsync(RapidProSimulator simulator, Guid flow) =>
        Shown(simulator, await simulator.Workspace.StartFlowAsync(flow, [ContactOf(simulator)]));

    private static async Task<string> TextAsync(RapidProSimulator simulator, string text) => Shown(simulator, await simulator.Workspace.ReceiveAsync(Number, text));

    private static Guid ContactOf(RapidProSimulator simulator) =>
        simulator.Workspace.Contacts.FirstOrDefault(c => c.Urns.Contains("tel:" + Number))?.Uuid
        ?? simulator.Workspace.AddContact(new() { Uuid = Aline, Name = "Aline Uwase", Urns = ["tel:" + Number] }).Uuid;

    /// <summary>The replies and the results of the run, without the ids of nodes, which differ.</summary>
    private static string Shown(RapidProSimulator simulator, IEnumerable<SimulatedMessage> replies)
    {
        var run = simulator.Workspace.Runs[^1];
        return string.Join('\n', replies.Select(r => r.Text))
            + $"\n[{run.ExitType}] "
            + string.Join("; ", run.Values.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value.Value} ({v.Value.Category})"));
    }

    /// <summary>Messages that take each branch: what the cases ask for, values within and outside of bounds, and others.</summary>
    private static IEnumerable<string> MessagesFor(JsonNode export)
    {
        var arguments = new List<string>();
        Collect(export, arguments);
        foreach (var argument in arguments.Distinct())
        {
            yield return argument;
            yield return argument.Split(' ')[0];
            if (int.TryParse(argument, out var number))
            {
                yield return $"{number + 1}";
                yield return $"{number - 1}";
            }
        }

        foreach (var other in new[] { "yes", "no", "1", "2", "3", "37.5", "2026-03-04", "2026W10", "Muhoza", "MUH-0042", "E1234", "+250788000111", "what?" })
        {
            yield return other;
        }
    }

    private static void Collect(JsonNode? node, List<string> to)
    {
        switch (node)
        {
            case JsonObject routerCase when routerCase["arguments"] is JsonArray arguments:
                to.AddRange(arguments.Select(a => a?.ToString() ?? "").Where(a => a.Length > 0 && !a.Contains('\\', StringComparison.Ordinal) && !a.Contains('^', StringComparison.Ordinal)));
                break;
            case JsonObject json:
                json.Select(p => p.Value).ToList().ForEach(v => Collect(v, to));
                break;
            case JsonArray list:
                list.ToList().ForEach(v => Collect(v, to));
                break;
        }
    }

    private static string Local(string json, string address) => System.Text.RegularExpressions.Regex.Replace(json, "https://mhero\\.example\\.org[^\"?\\\\]*", address + "/hook");
}
