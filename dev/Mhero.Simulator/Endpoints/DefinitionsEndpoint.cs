using Mhero.Simulator.Api;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Endpoints;

/// <summary>
/// <c>definitions.json</c>: the latest definitions of the flows that are asked for and, unless told not to, of the flows that
/// they enter, with their triggers, fields and groups. A flow that has none, or is not there, is left out.
/// </summary>
internal sealed class DefinitionsEndpoint(ApiContext context) : Endpoint("definitions", "GET")
{
    public override string Undocumented => "{}";

    protected override ApiResponse Get(ApiRequest request)
    {
        var dependencies = request.Filter("dependencies") ?? "all";
        if (dependencies is not ("all" or "flows" or "none"))
        {
            return ApiResponse.Detail(400, "dependencies must be one of none, flows, all");
        }

        var wanted = request.Params("flow").Select(f => Guid.TryParse(f, out var uuid) ? uuid : Guid.Empty).ToList();
        var export = context.Workspace.WithLock(w => Collect(w, wanted, dependencies));
        return ApiResponse.Json(200, writer => Write(writer, export));
    }

    private static Export Collect(RapidProWorkspace workspace, List<Guid> wanted, string dependencies)
    {
        var flows = new List<byte[]>();
        var fields = new SortedSet<string>(StringComparer.Ordinal);
        var groups = new HashSet<Guid>();
        var seen = new HashSet<Guid>();
        var open = new Queue<Guid>(wanted);
        while (open.TryDequeue(out var uuid))
        {
            if (!seen.Add(uuid) || workspace.FlowWith(uuid)?.Definition is not { } bytes)
            {
                continue;
            }

            flows.Add(bytes);
            if (dependencies == "none")
            {
                continue;
            }

            using var definition = JsonDocument.Parse(bytes);
            foreach (var child in FlowInspector.Flows(definition.RootElement))
            {
                open.Enqueue(child);
            }

            if (dependencies == "all")
            {
                fields.UnionWith(FlowInspector.Fields(definition.RootElement));
                groups.UnionWith(FlowInspector.Groups(definition.RootElement));
            }
        }

        var triggers = dependencies == "none" ? [] : workspace.Triggers.Where(t => seen.Contains(FlowOf(t)));
        return new Export(
            flows,
            [.. triggers.Select(t => t.ToJsonString())],
            [.. fields.Select(workspace.FindField).OfType<FieldEntry>().Select(f => new SimulatedField(f.Key, f.Name, f.Type))],
            [.. workspace.GroupEntries.Where(g => groups.Contains(g.Uuid)).Select(g => new SimulatedGroup(g.Uuid, g.Name, g.Query?.Text, 0))]);
    }

    private static Guid FlowOf(JsonObject trigger) =>
        trigger["flow"] is JsonObject flow && Guid.TryParse((string?)flow["uuid"], out var uuid) ? uuid : Guid.Empty;

    private static void Write(Utf8JsonWriter writer, Export export)
    {
        writer.WriteStartObject();
        writer.WriteString("version", "13");
        writer.WriteString("site", "https://app.rapidpro.io");
        writer.WriteStartArray("flows");
        export.Flows.ForEach(flow => writer.WriteRawValue(flow, skipInputValidation: true));
        writer.WriteEndArray();
        writer.WriteStartArray("campaigns");
        writer.WriteEndArray();
        writer.WriteStartArray("triggers");
        export.Triggers.ForEach(trigger => writer.WriteRawValue(trigger, skipInputValidation: true));
        writer.WriteEndArray();
        writer.WriteStartArray("fields");
        foreach (var field in export.Fields)
        {
            writer.WriteStartObject();
            writer.WriteString("key", field.Key);
            writer.WriteString("name", field.Name);
            writer.WriteString("type", field.Type);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("groups");
        foreach (var group in export.Groups)
        {
            writer.WriteStartObject();
            writer.WriteString("uuid", group.Uuid);
            writer.WriteString("name", group.Name);
            writer.WriteString("query", group.Query);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private sealed record Export(List<byte[]> Flows, List<string> Triggers, List<SimulatedField> Fields, List<SimulatedGroup> Groups);
}
