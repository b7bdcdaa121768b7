using Mhero.Core.Floip;
using Mhero.Core.Mapping.Floip.Flows;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.Mapping.Floip.Legacy;

/// <summary>Migrates rule sets: a question or a split, with an action before it where the set calls something.</summary>
/// <param name="texts">Reads texts and keeps translations.</param>
/// <param name="issues">Takes the findings.</param>
internal sealed class LegacyRuleSets(LegacyTexts texts, IssueCollector issues)
{
    /// <summary>The node of a rule set.</summary>
    /// <param name="set">The rule set.</param>
    /// <param name="type">The kind of node that RapidPro's editor shows.</param>
    public JsonObject NodeOf(JsonObject set, out string type)
    {
        var uuid = FlowNodeJson.Text(set, "uuid") ?? RapidProIds.Derive("legacy-set", set.ToJsonString());
        var path = "nodes." + uuid;
        var config = set["config"] as JsonObject ?? [];
        var name = FlowNodeJson.Text(set, "label");
        var kind = FlowNodeJson.Text(set, "ruleset_type") ?? "wait_message";
        var (shown, operand, wait, action) = kind switch
        {
            "wait_message" => ("wait_for_response", texts.Expressions.Operand(FlowNodeJson.Text(set, "operand"), path), Wait(null), (JsonObject?)null),
            "wait_digit" or "wait_digits" => ("wait_for_digits", "@input.text", Wait(new JsonObject { ["type"] = "digits", ["count"] = kind == "wait_digit" ? 1 : null, ["terminated_by"] = FlowNodeJson.Text(set, "finished_key") }), null),
            "wait_recording" or "wait_audio" => ("wait_for_audio", "@input.attachments", Wait(new JsonObject { ["type"] = "audio" }), null),
            "wait_photo" => ("wait_for_image", "@input.attachments", Wait(new JsonObject { ["type"] = "image" }), null),
            "wait_video" => ("wait_for_video", "@input.attachments", Wait(new JsonObject { ["type"] = "video" }), null),
            "wait_gps" => ("wait_for_location", "@input.attachments", Wait(new JsonObject { ["type"] = "location" }), null),
            "webhook" => ("split_by_webhook", $"@results.{FlowResults.KeyOf(name)}.category", null, Webhook(config, uuid, name, path)),
            "resthook" => ("split_by_resthook", $"@results.{FlowResults.KeyOf(name)}.category", null, new JsonObject { ["type"] = "call_resthook", ["uuid"] = RapidProIds.Derive("legacy-resthook", uuid), ["resthook"] = FlowNodeJson.Text(config, "resthook"), ["result_name"] = name }),
            "subflow" => ("split_by_subflow", "@child.run.status", null, new JsonObject { ["type"] = "enter_flow", ["uuid"] = RapidProIds.Derive("legacy-subflow", uuid), ["flow"] = config["flow"]?.DeepClone() }),
            "form_field" => ("split_by_expression", $"@(field({texts.Expressions.Operand(FlowNodeJson.Text(set, "operand"), path).TrimStart('@').Trim('(', ')')}, {FlowNodeJson.Text(config, "field_index") ?? "0"}, \"{FlowNodeJson.Text(config, "field_delimiter") ?? " "}\"))", null, null),
            "group" => ("split_by_groups", "@contact.groups", null, null),
            "random" => ("split_by_random", "", null, null),
            "expression" or "contact_field" or "flow_field" => ("split_by_expression", texts.Expressions.Operand(FlowNodeJson.Text(set, "operand"), path), null, null),
            _ => ("split_by_expression", Unknown(kind, path), null, null),
        };
        type = shown;
        var isRandom = kind == "random";
        var router = RouterOf(set, kind, uuid, path, wait, out var exits);
        if (!isRandom)
        {
            router["operand"] = operand;
        }

        if (name is { Length: > 0 } && action is null)
        {
            router["result_name"] = name;
        }

        return new JsonObject { ["uuid"] = uuid, ["actions"] = action is null ? [] : new JsonArray(action), ["router"] = router, ["exits"] = exits };
    }

    private static JsonObject Wait(JsonObject? hint)
    {
        var wait = new JsonObject { ["type"] = "msg" };
        if (hint is not null)
        {
            hint.Where(p => p.Value is null).Select(p => p.Key).ToList().ForEach(k => hint.Remove(k));
            wait["hint"] = hint;
        }

        return wait;
    }

    private JsonObject RouterOf(JsonObject set, string kind, string node, string path, JsonObject? wait, out JsonArray exits)
    {
        var (categories, cases, waitFor) = (new List<JsonObject>(), new JsonArray(), wait);
        exits = [];
        string? fallback = null;
        foreach (var (rule, i) in FlowNodeJson.Objects(set, "rules").Select((r, i) => (r, i)))
        {
            var (test, exit) = (rule["test"] as JsonObject ?? [], FlowNodeJson.Text(rule, "uuid") ?? RapidProIds.Derive("legacy-rule", $"{node} {i}"));
            var name = texts.Base(rule["category"], path) ?? "Other";
            var kindOfTest = FlowNodeJson.Text(test, "type");
            var category = categories.Find(c => (string)c["name"]! == name);
            if (category is null)
            {
                category = new JsonObject { ["uuid"] = RapidProIds.Derive("legacy-category", $"{node} {name}"), ["name"] = name, ["exit_uuid"] = exit };
                texts.Translate(rule["category"], (string)category["uuid"]!, "name", path);
                categories.Add(category);
                exits.Add((JsonNode)new JsonObject { ["uuid"] = exit, ["destination_uuid"] = FlowNodeJson.Text(rule, "destination") });
            }

            var uuid = (string)category["uuid"]!;
            if (kindOfTest == "true")
            {
                fallback = uuid;
            }
            else if (kindOfTest == "timeout" && waitFor is not null)
            {
                waitFor["timeout"] = new JsonObject { ["seconds"] = int.TryParse(FlowNodeJson.Text(test, "minutes"), out var minutes) ? minutes * 60 : 300, ["category_uuid"] = uuid };
            }
            else if (kind != "random" && LegacyTests.CaseOf(test, RapidProIds.Derive("legacy-case", $"{node} {i}"), uuid, texts, path) is { } made)
            {
                cases.Add((JsonNode)made);
            }
            else if (kind != "random")
            {
                issues.Warn(FloipCodes.LegacyPart, path, $"The new engine does not have the test '{kindOfTest}'; its rule was left out. Add it by hand.");
            }
        }

        if (kind == "random")
        {
            return new JsonObject { ["type"] = "random", ["categories"] = new JsonArray([.. categories]) };
        }

        // Splits by the status of a call or of a sub-flow need no rule for all others: the last one takes them.
        fallback ??= kind is "webhook" or "resthook" or "subflow" && categories.Count > 0 ? (string)categories[^1]["uuid"]! : AddOther(categories, exits, node);
        var router = new JsonObject { ["type"] = "switch", ["default_category_uuid"] = fallback, ["categories"] = new JsonArray([.. categories]), ["cases"] = cases };
        if (waitFor is not null)
        {
            router["wait"] = waitFor;
        }

        return router;
    }

    private static string AddOther(List<JsonObject> categories, JsonArray exits, string node)
    {
        var (uuid, exit) = (RapidProIds.Derive("legacy-category", $"{node} Other"), RapidProIds.Derive("legacy-exit", $"{node} Other"));
        if (categories.Find(c => (string)c["name"]! == "Other") is { } other)
        {
            return (string)other["uuid"]!;
        }

        categories.Add(new JsonObject { ["uuid"] = uuid, ["name"] = "Other", ["exit_uuid"] = exit });
        exits.Add((JsonNode)new JsonObject { ["uuid"] = exit, ["destination_uuid"] = null });
        return uuid;
    }

    private JsonObject Webhook(JsonObject config, string uuid, string? name, string path)
    {
        var headers = new JsonObject();
        foreach (var header in FlowNodeJson.Objects(config, "webhook_headers").Where(h => FlowNodeJson.Text(h, "name") is { Length: > 0 }))
        {
            headers[FlowNodeJson.Text(header, "name")!] = texts.Expressions.Translate(FlowNodeJson.Text(header, "value") ?? "", path);
        }

        var method = (FlowNodeJson.Text(config, "webhook_action") ?? "POST").ToUpperInvariant();
        if (method != "GET")
        {
            issues.Warn(FloipCodes.LegacyPart, path, "The old engine sent a body of its own with the call, and the new one sends the body that the flow gives. Set the body by hand.");
        }

        return new JsonObject
        {
            ["type"] = "call_webhook",
            ["uuid"] = RapidProIds.Derive("legacy-webhook", uuid),
            ["method"] = method,
            ["url"] = texts.Expressions.Translate(FlowNodeJson.Text(config, "webhook") ?? "", path),
            ["headers"] = headers,
            ["body"] = "",
            ["result_name"] = name,
        };
    }

    private string Unknown(string kind, string path)
    {
        issues.Warn(FloipCodes.LegacyPart, path, $"The new engine does not have a split of the kind '{kind}'; all contacts take the last branch. Change it by hand.");
        return "@(\"\")";
    }
}
