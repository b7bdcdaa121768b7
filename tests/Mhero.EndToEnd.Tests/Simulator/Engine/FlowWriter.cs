namespace Mhero.EndToEnd.Tests.Simulator.Engine;

/// <summary>Writes small flow definitions for tests: nodes by number, each leading to the next unless it says otherwise.</summary>
internal sealed class FlowWriter(string name = "Test flow", string language = "eng", string spec = "13.1.0", int expires = 60)
{
    private readonly List<JsonObject> _nodes = [];
    private readonly JsonObject _localization = [];

    public Guid Uuid { get; } = Guid.NewGuid();

    public static string Id(int kind, int number) => $"{kind:x8}-0000-4000-8000-{number:x12}";

    public Guid Node(int number) => Guid.Parse(_nodes[number]["uuid"]!.GetValue<string>());

    /// <summary>A node with actions, given as JSON without their UUIDs.</summary>
    public FlowWriter Do(params string[] actions) => Add(new JsonArray([.. actions.Select(Action)]), router: null, exits: [Exit(_nodes.Count, 0, _nodes.Count + 1)]);

    /// <summary>RecipientReferences the last node elsewhere; -1 ends the run.</summary>
    public FlowWriter Goto(int node)
    {
        foreach (var exit in _nodes[^1]["exits"]!.AsArray())
        {
            exit!["to"] = node;
        }

        return this;
    }

    /// <summary>A node that waits and takes any answer.</summary>
    public FlowWriter AskAnything(string result, string operand = "@input.text", string? wait = """{"type":"msg"}""") => Ask(result, [], operand, wait);

    /// <summary>
    /// A node that waits for one of several answers. Each case is <c>test(argument|argument)=Category</c>; what none fits is Other.
    /// Every category leads to the next node, those in <paramref name="back"/> to the node that they name.
    /// </summary>
    public FlowWriter Ask(string? result, string[] cases, string operand = "@input.text", string? wait = """{"type":"msg"}""", Dictionary<string, int>? back = null, string other = "Other")
    {
        var node = _nodes.Count;
        var categories = cases.Select(c => c.Split(")=")[^1]).Distinct().Append(cases.Length == 0 ? "All Responses" : other).ToList();
        var router = new JsonObject
        {
            ["type"] = "switch",
            ["operand"] = operand,
            ["categories"] = new JsonArray([.. categories.Select((c, i) => new JsonObject { ["uuid"] = Id(0x300 + node, i), ["name"] = c, ["exit_uuid"] = Id(0x200 + node, i) })]),
            ["cases"] = new JsonArray([.. cases.Select((c, i) => new JsonObject
            {
                ["uuid"] = Id(0x400 + node, i),
                ["type"] = c.Split('(')[0],
                ["arguments"] = new JsonArray([.. c[(c.IndexOf('(', StringComparison.Ordinal) + 1)..c.LastIndexOf(")=", StringComparison.Ordinal)].Split('|', StringSplitOptions.RemoveEmptyEntries).Select(a => (JsonNode)a)]),
                ["category_uuid"] = Id(0x300 + node, categories.IndexOf(c.Split(")=")[^1])),
            })]),
            ["default_category_uuid"] = Id(0x300 + node, categories.Count - 1),
        };
        if (result is not null)
        {
            router["result_name"] = result;
        }

        if (wait is not null)
        {
            router["wait"] = JsonNode.Parse(wait.Replace("$last", Id(0x300 + node, categories.Count - 1), StringComparison.Ordinal));
        }

        return Add([], router, [.. categories.Select((c, i) => Exit(node, i, back?.TryGetValue(c, out var to) == true ? to : node + 1))]);
    }

    /// <summary>Any router, as JSON with <c>$exit0</c> and so on for its exits.</summary>
    public FlowWriter Route(string router, params int[] destinations)
    {
        var node = _nodes.Count;
        for (var i = 0; i < destinations.Length; i++)
        {
            router = router.Replace($"$exit{i}", Id(0x200 + node, i), StringComparison.Ordinal);
        }

        return Add([], JsonNode.Parse(router)!.AsObject(), [.. destinations.Select((d, i) => Exit(node, i, d))]);
    }

    /// <summary>Translates: <paramref name="id"/> is the action <c>a&lt;node&gt;.&lt;index&gt;</c> or a full UUID.</summary>
    public FlowWriter Translate(string language, string id, string property, params string[] texts)
    {
        var uuid = id.StartsWith('a') && id.Contains('.', StringComparison.Ordinal) ? Id(0x500 + int.Parse(id[1..].Split('.')[0], null), int.Parse(id.Split('.')[1], null)) : id;
        var items = _localization[language] as JsonObject ?? [];
        _localization[language] ??= items;
        var item = items[uuid] as JsonObject ?? [];
        items[uuid] ??= item;
        item[property] = new JsonArray([.. texts.Select(t => (JsonNode)t)]);
        return this;
    }

    public override string ToString() => new JsonObject
    {
        ["uuid"] = Uuid.ToString(),
        ["name"] = name,
        ["spec_version"] = spec,
        ["language"] = language,
        ["type"] = "messaging",
        ["revision"] = 1,
        ["expire_after_minutes"] = expires,
        ["localization"] = _localization.DeepClone(),
        ["nodes"] = new JsonArray([.. _nodes.Select(Linked)]),
    }.ToJsonString();

    private FlowWriter Add(JsonArray actions, JsonObject? router, JsonObject[] exits)
    {
        var node = new JsonObject { ["uuid"] = Guid.NewGuid().ToString(), ["actions"] = actions, ["exits"] = new JsonArray([.. exits]) };
        if (router is not null)
        {
            node["router"] = router;
        }

        _nodes.Add(node);
        return this;
    }

    private JsonNode Action(string json, int index)
    {
        var action = JsonNode.Parse(json)!.AsObject();
        action["uuid"] = Id(0x500 + _nodes.Count, index);
        return action;
    }

    private static JsonObject Exit(int node, int index, int destination) => new() { ["uuid"] = Id(0x200 + node, index), ["to"] = destination };

    /// <summary>The node with its exits' numbers turned into UUIDs; a number beyond the last node ends the run.</summary>
    private JsonNode Linked(JsonObject node)
    {
        var linked = JsonNode.Parse(node.ToJsonString())!.AsObject();
        foreach (var exit in linked["exits"]!.AsArray().OfType<JsonObject>())
        {
            var to = exit["to"]!.GetValue<int>();
            exit.Remove("to");
            exit["destination_uuid"] = to < _nodes.Count && to >= 0 ? Node(to).ToString() : null;
        }

        return linked;
    }

    /// <summary>An action as JSON.</summary>
    public static string Say(string text) => JsonSerializer.Serialize(new { type = "send_msg", text });
}
