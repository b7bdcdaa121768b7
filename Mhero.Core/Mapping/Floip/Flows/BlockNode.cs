using Mhero.Core.Floip;
using Mhero.Core.Floip.Flows;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.Mapping.Floip.Flows;

/// <summary>Makes the node of one block.</summary>
internal sealed class BlockNode(FlowBlock block, ContainerFlow flow, JsonObject localization, IssueCollector issues)
{
    private static readonly string[] PromptKeys = ["prompt", "question_prompt"];
    private static readonly string[] Modes = ["SMS", "TEXT", "RICH_MESSAGING"];

    private readonly JsonArray _actions = [];

    private string Path => "blocks." + block.Uuid;

    /// <summary>The name that RapidPro shows for the result; its key is the block's name.</summary>
    private string ResultName => block.Label is { } label && FlowResults.KeyOf(label) == block.Name ? label : block.Name;

    public JsonObject Build()
    {
        var isQuestion = block.Type is BlockTypes.SelectOne or BlockTypes.SelectMany or BlockTypes.Numeric or BlockTypes.Open;
        foreach (var property in block.Type == BlockTypes.SetContactProperty ? [] : FlowNodeJson.Objects(block.Config, "set_contact_property"))
        {
            Report($"a property that is set beside the question ('{FlowNodeJson.Text(property, "property_key")}')");
        }

        AddActions();
        var node = new JsonObject { ["uuid"] = IdOf(block.Uuid), ["actions"] = _actions };
        var routing = new BlockRouting(block, localization, issues);
        if (isQuestion || block.Exits.Count > 1)
        {
            var (router, exits) = routing.Switch(isQuestion, ResultName);
            node["router"] = router;
            node["exits"] = exits;
        }
        else
        {
            node["exits"] = new JsonArray(new JsonObject { ["uuid"] = RapidProIds.Derive("node-exit", block.Uuid), ["destination_uuid"] = BlockRouting.DestinationOf(block.Exits[^1]) });
        }

        return node;
    }

    internal static string IdOf(string uuid) => RapidProIds.AsVersion4(uuid);

    private void AddActions()
    {
        switch (block.Type)
        {
            case BlockTypes.Message or BlockTypes.SelectOne or BlockTypes.SelectMany or BlockTypes.Numeric or BlockTypes.Open:
                AddMessage();
                if (block.Type == BlockTypes.SelectMany)
                {
                    Report("a question with several answers; it is asked as an open question");
                }

                break;
            case BlockTypes.Output:
                Act("set_run_result", new() { ["name"] = ResultName, ["value"] = ExpressionTranslator.OperandToRapidPro(FlowNodeJson.Text(block.Config, "value") ?? ""), ["category"] = "" });
                break;
            case BlockTypes.SetContactProperty:
                FlowNodeJson.Objects(block.Config, "set_contact_property").ToList().ForEach(AddProperty);
                break;
            case BlockTypes.SetGroupMembership:
                AddGroups();
                break;
            case BlockTypes.RunFlow:
                var target = FlowNodeJson.Text(block.Config, "flow_id") ?? "";
                Act("enter_flow", new() { ["flow"] = new JsonObject { ["uuid"] = IdOf(target), ["name"] = block.Label ?? block.Name }, ["terminal"] = false });
                break;
            case BlockTypes.Webhook:
                Act("call_webhook", new()
                {
                    ["method"] = FlowNodeJson.Text(block.Config, "method") ?? "GET",
                    ["url"] = ExpressionTranslator.ToRapidPro(FlowNodeJson.Text(block.Config, "url") ?? ""),
                    ["headers"] = new JsonObject((block.Config["headers"] as JsonObject ?? []).Select(h => KeyValuePair.Create(h.Key, (JsonNode?)ExpressionTranslator.ToRapidPro(h.Value?.ToString() ?? "")))),
                    ["body"] = ExpressionTranslator.ToRapidPro(FlowNodeJson.Text(block.Config, "body") ?? ""),
                    ["result_name"] = block.Label is null ? "" : ResultName,
                });
                break;
            case BlockTypes.Case:
                break;
            default:
                Report($"the block {block.Type}");
                break;
        }

    }

    private void AddProperty(JsonObject property)
    {
        var key = FlowNodeJson.Text(property, "property_key") ?? "";
        var value = ExpressionTranslator.ToRapidPro(FlowNodeJson.Text(property, "property_value") ?? "");
        switch (key)
        {
            case "name":
                Act("set_contact_name", new() { ["name"] = value });
                break;
            case "language":
                Act("set_contact_language", new() { ["language"] = value });
                break;
            default:
                Act("set_contact_field", new() { ["field"] = new JsonObject { ["key"] = key, ["name"] = key.Replace('_', ' ') }, ["value"] = value });
                break;
        }
    }

    private void AddGroups()
    {
        var groups = new JsonArray([.. FlowNodeJson.Objects(block.Config, "groups").Select(g => (JsonNode)new JsonObject
        {
            ["uuid"] = IdOf(FlowNodeJson.Text(g, "group_key") ?? ""),
            ["name"] = FlowNodeJson.Text(g, "group_name") ?? FlowNodeJson.Text(g, "group_key"),
        })]);
        var isClear = FlowNodeJson.Text(block.Config, "clear") == "true";
        if (isClear || FlowNodeJson.Text(block.Config, "is_member") == "false")
        {
            var parts = new JsonObject { ["groups"] = groups };
            if (isClear)
            {
                parts["all_groups"] = true;
            }

            Act("remove_contact_groups", parts);
        }
        else
        {
            Act("add_contact_groups", new() { ["groups"] = groups });
        }
    }

    private void AddMessage()
    {
        var prompts = PromptKeys.Select(k => FlowNodeJson.Text(block.Config, k)).OfType<string>()
            .Select(uuid => flow.Resources.GetValueOrDefault(uuid, [])).Where(v => v.Count > 0).ToList();
        if (prompts.Count == 0)
        {
            return;
        }

        var languages = flow.Languages.Select(l => l.Id).Append("").ToList();
        var baseLanguage = languages.Find(l => prompts[0].Any(v => v.LanguageId == l)) ?? prompts[0][0].LanguageId;
        var (text, attachments) = ContentOf(prompts, baseLanguage);
        if (text.Length == 0 && attachments.Count == 0)
        {
            return;
        }

        var uuid = RapidProIds.Derive("message", block.Uuid);
        Act("send_msg", new() { ["text"] = text, ["attachments"] = attachments, ["quick_replies"] = new JsonArray() }, uuid);
        foreach (var language in flow.Languages.Where(l => l.Id != baseLanguage))
        {
            var (translated, media) = ContentOf(prompts, language.Id);
            if (translated.Length > 0)
            {
                BlockRouting.Localize(localization, language.Iso ?? language.Id, uuid, "text", [translated]);
            }

            if (media.Count > 0)
            {
                BlockRouting.Localize(localization, language.Iso ?? language.Id, uuid, "attachments", [.. media.Select(m => m!.ToString())]);
            }
        }
    }

    private static (string Text, JsonArray Attachments) ContentOf(List<IReadOnlyList<ResourceValue>> prompts, string language)
    {
        var texts = prompts.Select(p => p.Where(v => v.LanguageId == language && v.ContentType == "TEXT" && v.Value.Length > 0)
            .OrderBy(v => v.Modes.Count == 0 ? 0 : Modes.Select((m, i) => v.Modes.Contains(m) ? i : Modes.Length).Min()).FirstOrDefault()?.Value).OfType<string>();
        var media = prompts.SelectMany(p => p).Where(v => v.LanguageId == language && v.ContentType is "IMAGE" or "AUDIO" or "VIDEO" && v.Value.Length > 0)
            .Select(v => (JsonNode?)JsonValue.Create($"{v.MimeType ?? v.ContentType.ToLower(CultureInfo.InvariantCulture)}:{v.Value}"));
        return (ExpressionTranslator.ToRapidPro(string.Join('\n', texts)), [.. media]);
    }

    private void Act(string type, JsonObject parts, string? uuid = null)
    {
        var action = new JsonObject { ["uuid"] = uuid ?? RapidProIds.Derive("action", $"{block.Uuid}/{_actions.Count}"), ["type"] = type };
        foreach (var (key, value) in parts)
        {
            action[key] = value?.DeepClone();
        }

        _actions.Add((JsonNode)action);
    }

    private void Report(string part) =>
        issues.Warn(FloipCodes.NotInRapidPro, Path, $"RapidPro has no place for {part}. Change the flow after its import.");
}
