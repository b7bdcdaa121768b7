using Mhero.Simulator.State;

namespace Mhero.Simulator;

public sealed partial class RapidProWorkspace
{
    private readonly List<FlowEntry> _flows = [];
    private readonly List<JsonObject> _triggers = [];

    /// <summary>The flows, oldest first.</summary>
    public IReadOnlyList<SimulatedFlow> Flows
    {
        get
        {
            lock (_gate)
            {
                return _flows.ConvertAll(Snapshot);
            }
        }
    }

    /// <summary>The flow with a UUID; null when there is none.</summary>
    /// <param name="uuid">The flow's UUID.</param>
    /// <returns>A snapshot, or null.</returns>
    public SimulatedFlow? FindFlow(Guid uuid)
    {
        lock (_gate)
        {
            return FlowWith(uuid) is { } flow ? Snapshot(flow) : null;
        }
    }

    /// <summary>Adds a flow with its definition. Its entry in the list of flows is derived from the definition.</summary>
    /// <param name="definition">A flow of an export (spec 13 or 14), as JSON text.</param>
    /// <param name="createdOn">When it was made (UTC); null is now.</param>
    /// <param name="modifiedOn">When it was last changed (UTC); null is when it was made.</param>
    /// <returns>The flow.</returns>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <exception cref="ArgumentException">It has no UUID or name, or the workspace has a flow with its UUID.</exception>
    public SimulatedFlow AddFlow(string definition, DateTimeOffset? createdOn = null, DateTimeOffset? modifiedOn = null)
    {
        using var document = JsonDocument.Parse(definition);
        return AddFlow(document.RootElement, createdOn, modifiedOn);
    }

    /// <inheritdoc cref="AddFlow(string, DateTimeOffset?, DateTimeOffset?)"/>
    public SimulatedFlow AddFlow(JsonElement definition, DateTimeOffset? createdOn = null, DateTimeOffset? modifiedOn = null)
    {
        if (!Guid.TryParse(FlowInspector.Text(definition, "uuid"), out var uuid) || FlowInspector.Text(definition, "name") is not { } name)
        {
            throw new ArgumentException("A flow's definition needs a uuid and a name.", nameof(definition));
        }

        lock (_gate)
        {
            var flow = CreateFlow(uuid, name, FlowInspector.Type(FlowInspector.Text(definition, "type")), createdOn, modifiedOn);
            Define(flow, definition, Number(definition, "revision") ?? 1);
            return Snapshot(flow);
        }
    }

    /// <summary>Adds a flow that the list of flows shows and that has no definition.</summary>
    /// <param name="flow">The entry of the list.</param>
    /// <returns>The flow.</returns>
    /// <exception cref="ArgumentException">The workspace has a flow with its UUID.</exception>
    public SimulatedFlow AddFlow(SimulatedFlow flow)
    {
        lock (_gate)
        {
            var entry = CreateFlow(flow.Uuid == Guid.Empty ? NewUuid() : flow.Uuid, flow.Name, flow.Type, flow.CreatedOn, flow.ModifiedOn);
            (entry.Archived, entry.Expires, entry.Results) = (flow.Archived, flow.Expires, flow.Results);
            return Snapshot(entry);
        }
    }

    /// <summary>
    /// Seeds the workspace with an export: its fields and groups when they are missing, its flows and triggers, with the UUIDs that
    /// they have in it. A flow that is there already gets a new revision. <see cref="ImportFlows"/> imports as RapidPro does.
    /// </summary>
    /// <param name="export">The export as JSON text.</param>
    /// <returns>The export's flows.</returns>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <exception cref="ArgumentException">A flow has no UUID or name, or a field or group is more than the simulator can hold.</exception>
    public IReadOnlyList<SimulatedFlow> AddFlows(string export) => AddFlows(export, usableAt: 0);

    private List<SimulatedFlow> AddFlows(string export, long usableAt)
    {
        using var document = JsonDocument.Parse(export);
        var root = document.RootElement;
        lock (_gate)
        {
            ImportAssets(root, usableAt);
            var flows = new List<SimulatedFlow>();
            foreach (var definition in FlowInspector.Items(root, "flows"))
            {
                var known = Guid.TryParse(FlowInspector.Text(definition, "uuid"), out var uuid) && FlowWith(uuid) is not null;
                flows.Add(known ? Revise(uuid, definition) : AddFlow(definition));
            }

            foreach (var trigger in FlowInspector.Items(root, "triggers"))
            {
                AddTrigger(trigger, usableAt);
            }

            return flows;
        }
    }

    /// <summary>Saves a new revision of a flow, as its author would.</summary>
    /// <param name="uuid">The flow's UUID.</param>
    /// <param name="change">Changes the definition that it is given.</param>
    /// <returns>The flow as it is now: its revision one higher, its modified_on moved.</returns>
    /// <exception cref="ArgumentException">The flow does not exist, or it has no definition.</exception>
    public SimulatedFlow EditFlow(Guid uuid, Action<JsonObject> change)
    {
        lock (_gate)
        {
            var flow = FlowWith(uuid) ?? throw new ArgumentException($"The flow {uuid} does not exist.", nameof(uuid));
            var definition = JsonNode.Parse(flow.Definition ?? throw new ArgumentException($"The flow {uuid} has no definition.", nameof(uuid)))!.AsObject();
            change(definition);
            using var document = JsonDocument.Parse(definition.ToJsonString());
            return Revise(uuid, document.RootElement);
        }
    }

    /// <summary>Archives a flow, or restores it; either counts as a change of the flow.</summary>
    /// <param name="uuid">The flow's UUID.</param>
    /// <param name="archived">False to restore it.</param>
    /// <returns>The flow as it is now.</returns>
    /// <exception cref="ArgumentException">The flow does not exist.</exception>
    public SimulatedFlow ArchiveFlow(Guid uuid, bool archived = true)
    {
        lock (_gate)
        {
            var flow = FlowWith(uuid) ?? throw new ArgumentException($"The flow {uuid} does not exist.", nameof(uuid));
            flow.Archived = archived;
            flow.ModifiedOn = Tick();
            return Snapshot(flow);
        }
    }

    // What follows expects the lock to be held.

    internal List<FlowEntry> FlowEntries => _flows;

    internal List<JsonObject> Triggers => _triggers;

    internal FlowEntry? FlowWith(Guid uuid) => _flows.Find(f => f.Uuid == uuid);

    private FlowEntry CreateFlow(Guid uuid, string name, string type, DateTimeOffset? createdOn, DateTimeOffset? modifiedOn)
    {
        if (FlowWith(uuid) is not null)
        {
            throw new ArgumentException($"The workspace has a flow {uuid} already.", nameof(uuid));
        }

        var created = createdOn is { } time ? Micros.From(time) : Tick();
        var modified = modifiedOn is { } change ? Micros.From(change) : created;
        _lastTick = Math.Max(_lastTick, modified);
        var flow = new FlowEntry(_flows.Count + 1, uuid) { Name = name, Type = type, CreatedOn = created, ModifiedOn = modified };
        _flows.Add(flow);
        return flow;
    }

    private SimulatedFlow Revise(Guid uuid, JsonElement definition)
    {
        var flow = FlowWith(uuid)!;
        Define(flow, definition, flow.Revision + 1);
        flow.ModifiedOn = Tick();
        return Snapshot(flow);
    }

    private static void Define(FlowEntry flow, JsonElement definition, int revision)
    {
        var node = JsonObject.Create(definition.Clone())!;
        node["revision"] = revision;
        flow.Name = FlowInspector.Text(definition, "name") ?? flow.Name;
        flow.Type = FlowInspector.Type(FlowInspector.Text(definition, "type"));
        flow.Expires = Number(definition, "expire_after_minutes") ?? 0;
        flow.Results = FlowInspector.Results(definition);
        flow.ParentRefs = FlowInspector.ParentRefs(definition);
        flow.Revision = revision;
        flow.Definition = Encoding.UTF8.GetBytes(node.ToJsonString());
    }

    private void ImportAssets(JsonElement export, long usableAt)
    {
        foreach (var field in FlowInspector.Items(export, "fields"))
        {
            if (FlowInspector.Text(field, "key") is { } key && FindField(key) is null)
            {
                var type = FlowInspector.Text(field, "type") ?? "text";
                AddField(FlowInspector.Text(field, "name") ?? key, type == "numeric" ? "number" : type, key);
            }
        }

        foreach (var group in FlowInspector.Items(export, "groups"))
        {
            if (FlowInspector.Text(group, "name") is { } name && FindGroup(name) is null)
            {
                var query = FlowInspector.Text(group, "query");
                AddGroup(name, string.IsNullOrEmpty(query) ? null : query, Guid.TryParse(FlowInspector.Text(group, "uuid"), out var uuid) ? uuid : null);
                FindGroup(name)!.UsableAt = usableAt;
            }
        }
    }

    private static int? Number(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    private static SimulatedFlow Snapshot(FlowEntry flow) => new()
    {
        Uuid = flow.Uuid,
        Name = flow.Name,
        Type = flow.Type,
        Archived = flow.Archived,
        Expires = flow.Expires,
        Results = flow.Results,
        Revision = flow.Revision,
        Definition = flow.Definition is { } bytes ? Encoding.UTF8.GetString(bytes) : null,
        CreatedOn = Micros.ToTime(flow.CreatedOn),
        ModifiedOn = Micros.ToTime(flow.ModifiedOn),
    };
}
