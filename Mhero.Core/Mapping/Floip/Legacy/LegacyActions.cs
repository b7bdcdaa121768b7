using Mhero.Core.Floip;
using Mhero.Core.Mapping.Floip.Flows;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.RapidPro;

namespace Mhero.Core.Mapping.Floip.Legacy;

/// <summary>Migrates action sets.</summary>
/// <param name="texts">Reads texts and keeps translations.</param>
/// <param name="issues">Takes the findings.</param>
internal sealed class LegacyActions(LegacyTexts texts, IssueCollector issues)
{
    /// <summary>The node of an action set.</summary>
    public JsonObject NodeOf(JsonObject set)
    {
        var uuid = FlowNodeJson.Text(set, "uuid") ?? RapidProIds.Derive("legacy-set", set.ToJsonString());
        var path = "nodes." + uuid;
        var exit = new JsonObject
        {
            ["uuid"] = FlowNodeJson.Text(set, "exit_uuid") ?? RapidProIds.Derive("legacy-exit", uuid),
            ["destination_uuid"] = FlowNodeJson.Text(set, "destination"),
        };
        var actions = FlowNodeJson.Objects(set, "actions").Select((a, i) => ActionOf(a, FlowNodeJson.Text(a, "uuid") ?? RapidProIds.Derive("legacy-action", $"{uuid} {i}"), path)).OfType<JsonObject>();
        return new JsonObject { ["uuid"] = uuid, ["actions"] = new JsonArray([.. actions]), ["exits"] = new JsonArray(exit) };
    }

    private JsonObject? ActionOf(JsonObject action, string uuid, string path) => FlowNodeJson.Text(action, "type") switch
    {
        "reply" => Message(action, "send_msg", uuid, path),
        "send" => Broadcast(action, uuid, path),
        "say" => Say(action, uuid, path),
        "play" => Of("play_audio", uuid, ("audio_url", Translate(action, "url", path))),
        "save" => Save(action, uuid, path),
        "lang" => Of("set_contact_language", uuid, ("language", FlowNodeJson.Text(action, "lang"))),
        "add_group" => Of("add_contact_groups", uuid, ("groups", References(action, "groups", path))),
        "del_group" when FlowNodeJson.Objects(action, "groups").Count + FlowNodeJson.Texts(action, "groups").Count == 0 => Of("remove_contact_groups", uuid, ("groups", new JsonArray()), ("all_groups", true)),
        "del_group" => Of("remove_contact_groups", uuid, ("groups", References(action, "groups", path))),
        "add_label" => Of("add_input_labels", uuid, ("labels", References(action, "labels", path))),
        "email" => Of("send_email", uuid, ("addresses", Texts(action, "emails", path)), ("subject", Translate(action, "subject", path)), ("body", Translate(action, "msg", path))),
        "channel" => Of("set_contact_channel", uuid, ("channel", new JsonObject { ["uuid"] = FlowNodeJson.Text(action, "channel"), ["name"] = FlowNodeJson.Text(action, "name") })),
        "flow" => Of("enter_flow", uuid, ("flow", action["flow"]?.DeepClone()), ("terminal", true)),
        "trigger-flow" => Of("start_session", uuid, ("flow", action["flow"]?.DeepClone()), ("contacts", People(action, "contacts")), ("groups", People(action, "groups")), ("legacy_vars", Variables(action, path))),
        var type => Refuse($"the action '{type}'", path),
    };

    private JsonObject Message(JsonObject action, string type, string uuid, string path)
    {
        texts.Translate(action["msg"], uuid, "text", path);
        var replies = (action["quick_replies"] as JsonArray ?? []).ToList();
        texts.TranslateAll(replies, uuid, "quick_replies", path);
        texts.Translate(action["media"], uuid, "attachments", path);
        var media = texts.Base(action["media"], path);
        return Of(
            type,
            uuid,
            ("text", texts.Base(action["msg"], path) ?? ""),
            ("attachments", new JsonArray([.. media is { Length: > 0 } ? new[] { (JsonNode?)media } : []])),
            ("quick_replies", new JsonArray([.. replies.Select(r => (JsonNode?)(texts.Base(r, path) ?? ""))])),
            ("all_urns", action["send_all"] is JsonValue all && all.TryGetValue<bool>(out var isAll) && isAll ? true : null));
    }

    private JsonObject Broadcast(JsonObject action, string uuid, string path)
    {
        var broadcast = Message(action, "send_broadcast", uuid, path);
        broadcast["contacts"] = People(action, "contacts");
        broadcast["groups"] = People(action, "groups");
        broadcast["legacy_vars"] = Variables(action, path);
        return broadcast;
    }

    private JsonObject Say(JsonObject action, string uuid, string path)
    {
        texts.Translate(action["msg"], uuid, "text", path);
        texts.Translate(action["recording"], uuid, "audio_url", path);
        return Of("say_msg", uuid, ("text", texts.Base(action["msg"], path) ?? ""), ("audio_url", texts.Base(action["recording"], path)));
    }

    private JsonObject? Save(JsonObject action, string uuid, string path)
    {
        var (field, value) = (FlowNodeJson.Text(action, "field") ?? "", Translate(action, "value", path));
        return field switch
        {
            "name" => Of("set_contact_name", uuid, ("name", value)),
            "first_name" => Refuse("the contact's first name alone", path),
            Urn.Ext => Of("add_contact_urn", uuid, ("scheme", Urn.Ext), ("path", value)),
            _ when LegacyExpressions.Schemes.TryGetValue(field, out var scheme) => Of("add_contact_urn", uuid, ("scheme", scheme), ("path", value)),
            _ => Of("set_contact_field", uuid, ("field", new JsonObject { ["key"] = field, ["name"] = FlowNodeJson.Text(action, "label") ?? field }), ("value", value)),
        };
    }

    private JsonObject? Refuse(string what, string path)
    {
        issues.Warn(FloipCodes.LegacyPart, path, $"The new engine does not have {what}; it was left out. Add it by hand.");
        return null;
    }

    private string? Translate(JsonObject action, string key, string path) => texts.Base(action[key], path);

    private JsonArray Texts(JsonObject action, string key, string path) => [.. FlowNodeJson.Texts(action, key).Select(t => (JsonNode?)texts.Expressions.Translate(t, path))];

    /// <summary>Groups and labels: known ones by UUID, others by their name or an expression.</summary>
    private JsonArray References(JsonObject action, string key, string path) =>
    [
        .. (action[key] as JsonArray ?? []).Select(r => r switch
        {
            JsonObject known when FlowNodeJson.Text(known, "uuid") is { } uuid => (JsonNode?)new JsonObject { ["uuid"] = uuid, ["name"] = FlowNodeJson.Text(known, "name") },
            JsonObject named => new JsonObject { ["name_match"] = FlowNodeJson.Text(named, "name") },
            _ => new JsonObject { ["name_match"] = texts.Expressions.Translate(r?.ToString() ?? "", path) },
        }),
    ];

    private static JsonArray People(JsonObject action, string key) =>
        [.. FlowNodeJson.Objects(action, key).Select(p => (JsonNode?)new JsonObject { ["uuid"] = FlowNodeJson.Text(p, "uuid"), ["name"] = FlowNodeJson.Text(p, "name") ?? "" })];

    private JsonArray Variables(JsonObject action, string path) => [.. FlowNodeJson.Objects(action, "variables").Select(v => (JsonNode?)texts.Expressions.Translate(FlowNodeJson.Text(v, "id") ?? "", path))];

    private static JsonObject Of(string type, string uuid, params (string Key, JsonNode? Value)[] members)
    {
        var action = new JsonObject { ["type"] = type, ["uuid"] = uuid };
        foreach (var (key, value) in members.Where(m => m.Value is not null && m.Value is not JsonArray { Count: 0 } || m.Key == "groups"))
        {
            action[key] = value;
        }

        return action;
    }
}
