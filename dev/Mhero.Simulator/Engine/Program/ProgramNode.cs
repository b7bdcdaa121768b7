using Mhero.Simulator.State;

namespace Mhero.Simulator.Engine.Program;

/// <summary>A node of a flow.</summary>
internal sealed class ProgramNode
{
    public ProgramNode(JsonElement node)
    {
        Uuid = Guid.Parse(FlowInspector.Text(node, "uuid")!);
        Actions = [.. FlowInspector.Items(node, "actions").Select(a => new ProgramAction(a))];
        Router = node.TryGetProperty("router", out var router) && router.ValueKind == JsonValueKind.Object ? new ProgramRouter(router) : null;
        Exits = [.. FlowInspector.Items(node, "exits").Select(e => new ProgramExit(
            FlowInspector.Text(e, "uuid") ?? "", Guid.TryParse(FlowInspector.Text(e, "destination_uuid"), out var to) ? to : null))];
    }

    public Guid Uuid { get; }

    public IReadOnlyList<ProgramAction> Actions { get; }

    public ProgramRouter? Router { get; }

    public IReadOnlyList<ProgramExit> Exits { get; }
}
