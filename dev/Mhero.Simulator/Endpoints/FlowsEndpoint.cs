using Mhero.Simulator.Api;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Endpoints;

/// <summary><c>flows.json</c>: ordered by when they were made, filtered by when they were changed.</summary>
internal sealed class FlowsEndpoint(ApiContext context) : Endpoint("flows", "GET")
{
    protected override ApiResponse Get(ApiRequest request)
    {
        var refusal = context.Rules.RefuseUuid(request, "uuid");
        if (refusal is not null || !PageRequest.TryRead(request, out var wanted, out refusal))
        {
            return refusal;
        }

        var (uuid, type) = (request.Filter("uuid"), request.Filter("type"));
        bool? archived = request.Filter("archived") is null ? null : request.Flag("archived");
        var (page, flows) = context.Workspace.WithLock(w =>
        {
            var chosen = w.FlowEntries.Where(f =>
                wanted.Holds(f.ModifiedOn)
                && (uuid is null || (Guid.TryParse(uuid, out var id) && f.Uuid == id))
                && (type is null || f.Type == type)
                && (archived is null || f.Archived == archived));
            var read = wanted.ReadUnbounded([.. chosen.Select(f => f.Key)]);
            return (read, read.Keys.ConvertAll(k => new Row(w.FlowEntries[k.Id - 1])));
        });
        return ListAnswer.Of(flows, Write, page, request);
    }

    private void Write(Utf8JsonWriter writer, Row flow)
    {
        writer.WriteStartObject();
        writer.WriteString("uuid"u8, flow.Uuid);
        writer.WriteString("name"u8, flow.Name);
        writer.WriteString("type"u8, flow.Type);
        writer.WriteBoolean("archived"u8, flow.Archived);
        writer.WriteStartArray("labels"u8);
        writer.WriteEndArray();
        writer.WriteNumber("expires"u8, flow.Expires);
        WriteRuns(writer, flow.Counts);
        writer.WriteStartArray("results"u8);
        foreach (var result in flow.Results)
        {
            WriteResult(writer, result);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("parent_refs"u8);
        foreach (var reference in flow.ParentRefs)
        {
            writer.WriteStringValue(reference);
        }

        writer.WriteEndArray();
        writer.WriteTime("created_on"u8, flow.CreatedOn);
        writer.WriteTime("modified_on"u8, flow.ModifiedOn);
        writer.WriteEndObject();
    }

    private void WriteRuns(Utf8JsonWriter writer, Dictionary<string, int> counts)
    {
        var waiting = counts.GetValueOrDefault("");
        writer.WriteStartObject("runs"u8);
        writer.WriteNumber("active"u8, context.Rules.Is74 ? waiting : 0);
        if (!context.Rules.Is74)
        {
            writer.WriteNumber("waiting"u8, waiting);
        }

        writer.WriteNumber("completed"u8, counts.GetValueOrDefault("completed"));
        writer.WriteNumber("interrupted"u8, counts.GetValueOrDefault("interrupted"));
        writer.WriteNumber("expired"u8, counts.GetValueOrDefault("expired"));
        if (!context.Rules.Is74)
        {
            writer.WriteNumber("failed"u8, counts.GetValueOrDefault("failed"));
        }

        writer.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter writer, SimulatedFlowResult result)
    {
        writer.WriteStartObject();
        writer.WriteString("key"u8, result.Key);
        writer.WriteString("name"u8, result.Name);
        writer.WriteStartArray("categories"u8);
        foreach (var category in result.Categories)
        {
            writer.WriteStringValue(category);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("node_uuids"u8);
        foreach (var node in result.NodeUuids)
        {
            writer.WriteStringValue(node);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>The shown values of a flow, taken under the lock.</summary>
    private sealed record Row(
        Guid Uuid, string Name, string Type, bool Archived, int Expires, Dictionary<string, int> Counts,
        IReadOnlyList<SimulatedFlowResult> Results, IReadOnlyList<string> ParentRefs, long CreatedOn, long ModifiedOn)
    {
        public Row(FlowEntry flow)
            : this(
                flow.Uuid, flow.Name, flow.Type, flow.Archived, flow.Expires, new Dictionary<string, int>(flow.RunCounts),
                flow.Results, flow.ParentRefs, flow.CreatedOn, flow.ModifiedOn)
        {
        }
    }
}
