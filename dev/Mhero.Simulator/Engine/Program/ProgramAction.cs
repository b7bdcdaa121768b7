using Mhero.Simulator.State;

namespace Mhero.Simulator.Engine.Program;

/// <summary>An action of a node.</summary>
internal sealed class ProgramAction(JsonElement json)
{
    public string Uuid { get; } = FlowInspector.Text(json, "uuid") ?? "";

    public string Type { get; } = FlowInspector.Text(json, "type") ?? "";

    public JsonElement Json { get; } = json;

    public string? Text(string member) => FlowInspector.Text(Json, member);

    public IReadOnlyList<string> Texts(string member) => [.. FlowInspector.Items(Json, member).Select(t => t.ToString())];

    public Guid? Reference(string member) =>
        Json.TryGetProperty(member, out var reference) && Guid.TryParse(FlowInspector.Text(reference, "uuid"), out var uuid) ? uuid : null;
}
