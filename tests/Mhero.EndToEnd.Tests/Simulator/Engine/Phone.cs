using Mhero.Simulator;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.EndToEnd.Tests.Simulator.Engine;

/// <summary>A simulator with one contact and a phone in that contact's hand.</summary>
internal sealed class Phone : IAsyncDisposable
{
    public const string Number = "+250788123456";

    private Phone(RapidProSimulator simulator, FakeTimeProvider clock, Guid contact)
    {
        (Simulator, Clock, Contact) = (simulator, clock, contact);
    }

    public RapidProSimulator Simulator { get; }

    public RapidProWorkspace Workspace => Simulator.Workspace;

    public FakeTimeProvider Clock { get; }

    public Guid Contact { get; }

    /// <summary>The contact's last run.</summary>
    public SimulatedRun Run => Workspace.Runs[^1];

    public static async Task<Phone> StartAsync(string? language = null, RapidProSimulatorOptions? options = null)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 8, 15, 30, 123, 456, TimeSpan.Zero));
        var simulator = await RapidProSimulator.StartAsync((options ?? new RapidProSimulatorOptions()) with { TimeProvider = clock });
        simulator.Workspace.Channel = new SimulatedReference(Guid.NewGuid(), "Test SMS");
        simulator.Workspace.AddField("Cadre");
        simulator.Workspace.AddField("Age", "number");
        simulator.Workspace.AddGroup("Reporters");
        var contact = simulator.Workspace.AddContact(new() { Name = "Aline Uwase", Language = language, Urns = ["tel:" + Number] });
        return new Phone(simulator, clock, contact.Uuid);
    }

    /// <summary>Adds a flow, starts the contact in it and sends texts; returns what the last step brought.</summary>
    public async Task<IReadOnlyList<string>> PlayAsync(FlowWriter flow, params string[] texts)
    {
        Workspace.AddFlow(flow.ToString());
        var replies = await Workspace.StartFlowAsync(flow.Uuid, [Contact]);
        foreach (var text in texts)
        {
            replies = await Workspace.ReceiveAsync(Number, text);
        }

        return [.. replies.Select(r => r.Text)];
    }

    public async Task<IReadOnlyList<string>> TextAsync(string text) => [.. (await Workspace.ReceiveAsync(Number, text)).Select(r => r.Text)];

    public ValueTask DisposeAsync() => Simulator.DisposeAsync();
}
