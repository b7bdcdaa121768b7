using Mhero.Core.Floip;
using Mhero.Core.Floip.Flows;
using Mhero.Core.Mapping.Issues;

namespace Mhero.Core.Mapping.Floip.Flows;

/// <summary>Makes the blocks of one node: one for each action, and one for the router. The first has the node's UUID.</summary>
internal sealed class NodeBlocks(JsonObject node, FlowResources resources, BlockNames names, IssueCollector issues)
{
    private const string Default = "Default";

    private readonly string _uuid = FlowNodeJson.Text(node, "uuid") ?? "";
    private readonly List<FlowBlock> _blocks = [];

    private string Path => "nodes." + _uuid;

    public IReadOnlyList<FlowBlock> Build()
    {
        var actions = FlowNodeJson.Objects(node, "actions");
        var router = node["router"] as JsonObject;
        var isWait = router?["wait"] is JsonObject;
        var prompt = isWait && actions.Count > 0 && FlowNodeJson.Text(actions[^1], "type") is "send_msg" or "say_msg" ? actions[^1] : null;
        foreach (var action in prompt is null ? actions : actions.Take(actions.Count - 1))
        {
            AddAction(action);
        }

        if (router is not null)
        {
            AddRouter(router, prompt, isWait);
        }
        else if (_blocks.Count == 0)
        {
            Add(BlockTypes.Case, names.Of("node"), null, []);
        }

        // The blocks before the last lead to the next one of the node.
        for (var i = 0; i < _blocks.Count - 1; i++)
        {
            _blocks[i] = _blocks[i] with { Exits = [DefaultExit(_blocks[i], _blocks[i + 1].Uuid)] };
        }

        if (router is null)
        {
            var destination = FlowNodeJson.Objects(node, "exits") is [var exit, ..] ? FlowNodeJson.Text(exit, "destination_uuid") : null;
            _blocks[^1] = _blocks[^1] with { Exits = [DefaultExit(_blocks[^1], destination)] };
        }

        return _blocks;
    }

    private static BlockExit DefaultExit(FlowBlock block, string? destination) => new(RapidProIds.Derive("exit", block.Uuid), Default, destination, null);

    private void AddAction(JsonObject action)
    {
        var type = FlowNodeJson.Text(action, "type") ?? "";
        switch (type)
        {
            case "send_msg" or "say_msg" or "play_audio":
                ReportMessage(action);
                Add(BlockTypes.Message, names.Of("message"), null, new JsonObject { ["prompt"] = resources.Add(action, Translate) });
                break;
            case "set_run_result":
                var name = FlowNodeJson.Text(action, "name") ?? "";
                ReportIf(!string.IsNullOrEmpty(FlowNodeJson.Text(action, "category")), "the category of set_run_result");
                Add(BlockTypes.Output, names.OfResult(name), name, new JsonObject { ["value"] = ExpressionTranslator.OperandToFloip(FlowNodeJson.Text(action, "value") ?? "", Unknown) });
                break;
            case "set_contact_field":
                AddProperty(FlowNodeJson.Text(action["field"] as JsonObject, "key") ?? "", FlowNodeJson.Text(action, "value"));
                break;
            case "set_contact_name":
                AddProperty("name", FlowNodeJson.Text(action, "name"));
                break;
            case "set_contact_language":
                AddProperty("language", FlowNodeJson.Text(action, "language"));
                break;
            case "add_contact_groups" or "remove_contact_groups":
                AddGroups(action, type == "add_contact_groups");
                break;
            case "enter_flow":
                ReportIf(FlowNodeJson.Text(action, "terminal") == "true", "enter_flow that does not come back");
                Add(BlockTypes.RunFlow, names.Of("run_flow"), FlowNodeJson.Text(action["flow"] as JsonObject, "name"), new JsonObject { ["flow_id"] = FlowNodeJson.Text(action["flow"] as JsonObject, "uuid") });
                break;
            case "call_webhook":
                AddWebhook(action);
                break;
            default:
                ReportIf(true, $"the action {type}");
                Add(BlockTypes.Case, names.Of("action"), type, []);
                break;
        }
    }

    private void AddProperty(string key, string? value) => Add(BlockTypes.SetContactProperty, names.Of("set_contact_property"), null, new JsonObject
    {
        ["set_contact_property"] = new JsonArray(new JsonObject { ["property_key"] = key, ["property_value"] = Translate(value ?? "") }),
    });

    private void AddGroups(JsonObject action, bool isMember)
    {
        var groups = FlowNodeJson.Objects(action, "groups");
        ReportIf(groups.Any(g => g["name_match"] is not null), "groups by an expression");
        var config = new JsonObject
        {
            ["groups"] = new JsonArray([.. groups.Select(g => (JsonNode)new JsonObject { ["group_key"] = FlowNodeJson.Text(g, "uuid"), ["group_name"] = FlowNodeJson.Text(g, "name") })]),
            ["is_member"] = isMember,
        };
        if (FlowNodeJson.Text(action, "all_groups") == "true")
        {
            config["clear"] = true;
        }

        Add(BlockTypes.SetGroupMembership, names.Of("set_group_membership"), null, config);
    }

    private void AddWebhook(JsonObject action)
    {
        var name = FlowNodeJson.Text(action, "result_name");
        var config = new JsonObject
        {
            ["method"] = FlowNodeJson.Text(action, "method") ?? "GET",
            ["url"] = Translate(FlowNodeJson.Text(action, "url") ?? ""),
            ["headers"] = new JsonObject((action["headers"] as JsonObject ?? []).Select(h => KeyValuePair.Create(h.Key, (JsonNode?)Translate(h.Value?.ToString() ?? "")))),
            ["wait_for_response"] = true,
        };
        if (FlowNodeJson.Text(action, "body") is { Length: > 0 } body)
        {
            config["body"] = Translate(body);
        }

        Add(BlockTypes.Webhook, name is { Length: > 0 } ? names.OfResult(name) : names.Of("webhook"), name, config);
    }

    private void AddRouter(JsonObject router, JsonObject? prompt, bool isWait)
    {
        if (FlowNodeJson.Text(router, "type") != "switch")
        {
            ReportIf(true, "a random split");
            Add(BlockTypes.Case, names.Of("split"), null, []);
            var first = FlowNodeJson.Objects(node, "exits").Select(e => FlowNodeJson.Text(e, "destination_uuid")).FirstOrDefault();
            _blocks[^1] = _blocks[^1] with { Exits = [DefaultExit(_blocks[^1], first)] };
            return;
        }

        var name = FlowNodeJson.Text(router, "result_name");
        var operand = isWait && FlowNodeJson.Text(router, "operand") is "@input.text" or "@input" or null
            ? "block.response"
            : ExpressionTranslator.OperandToFloip(FlowNodeJson.Text(router, "operand") ?? "", Unknown);
        var cases = new RouterCases(node, router, resources, operand);
        var kind = isWait ? cases.Kind : BlockTypes.Case;
        var config = cases.ConfigOf(kind, _uuid);
        if (prompt is not null)
        {
            ReportMessage(prompt);
            config["prompt"] = resources.Add(prompt, Translate);
        }
        else if (kind is BlockTypes.Numeric or BlockTypes.SelectOne)
        {
            // The published schema requires a prompt there; the message before the node has asked.
            config["prompt"] = resources.AddEmpty(_uuid);
        }

        ReportIf(router["wait"]?["timeout"] is JsonObject, "the time-out of a question");
        ReportIf(router["wait"] is JsonObject wait && FlowNodeJson.Text(wait, "type") is not "msg", "a wait for something other than a message");
        Add(kind, name is { Length: > 0 } ? names.OfResult(name) : names.Of(isWait ? "question" : "split"), name, config);
        _blocks[^1] = _blocks[^1] with { Exits = cases.ExitsOf(kind) };
    }

    private void Add(string type, string name, string? label, JsonObject config) => _blocks.Add(new FlowBlock
    {
        Uuid = _blocks.Count == 0 ? _uuid : RapidProIds.Derive("block", $"{_uuid}/{_blocks.Count}"),
        Name = name,
        Label = string.IsNullOrEmpty(label) ? null : label,
        Type = type,
        Config = config,
    });

    private void ReportMessage(JsonObject action)
    {
        ReportIf(FlowNodeJson.Texts(action, "quick_replies").Count > 0, "quick replies");
        ReportIf(action["templating"] is JsonObject || action["template"] is JsonObject, "a message template");
        ReportIf(FlowNodeJson.Text(action, "all_urns") == "true", "sending to all URNs");
    }

    private string Translate(string text) => ExpressionTranslator.ToFloip(text, Unknown);

    private void Unknown(string name) =>
        issues.Inform(FloipCodes.ExpressionUnknown, Path, $"An expression uses '{name}', which the Flow Specification does not have; it was carried over unchanged.");

    private void ReportIf(bool isLost, string part)
    {
        if (isLost)
        {
            issues.Warn(FloipCodes.NotInSpecification, Path, $"The Flow Specification has no place for {part}; it is kept in vendor_metadata, which other tools do not read.");
        }
    }
}
