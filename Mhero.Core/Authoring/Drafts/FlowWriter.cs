namespace Mhero.Core.Authoring.Drafts;

/// <summary>Writes a draft as RapidPro's flow definition, specification 13.1.0, which the engines of 7.4 and all later releases read.</summary>
internal static class FlowWriter
{
    private const string SpecVersion = "13.1.0";

    /// <summary>The definition.</summary>
    /// <param name="draft">The nodes.</param>
    /// <param name="uuid">The flow's UUID.</param>
    /// <param name="name">The flow's name.</param>
    /// <param name="language">The base language, ISO 639-3.</param>
    /// <param name="expireAfterMinutes">Minutes without an answer after which a run ends.</param>
    public static JsonObject Write(FlowDraft draft, string uuid, string name, string language, int expireAfterMinutes) => new()
    {
        ["uuid"] = uuid,
        ["name"] = name,
        ["spec_version"] = SpecVersion,
        ["language"] = language,
        ["type"] = "messaging",
        ["revision"] = 1,
        ["expire_after_minutes"] = expireAfterMinutes,
        ["localization"] = LocalizationWriter.Write(draft.Nodes, language),
        ["nodes"] = new JsonArray([.. draft.Nodes.Select(Node)]),
        ["_ui"] = LayoutWriter.Write(draft.Nodes),
    };

    private static JsonObject Node(DraftNode node)
    {
        var written = new JsonObject
        {
            ["uuid"] = node.Uuid,
            ["actions"] = new JsonArray([.. node.Actions.Select(Action)]),
        };
        if (node.Router is { } router)
        {
            written["router"] = Router(router);
        }

        written["exits"] = new JsonArray([.. node.Exits.Select(e => new JsonObject { ["uuid"] = e.Uuid, ["destination_uuid"] = e.Destination?.Uuid })]);
        return written;
    }

    private static JsonObject Action(DraftAction action)
    {
        var written = new JsonObject { ["uuid"] = action.Uuid, ["type"] = action.Type };
        if (action.Text is { } text)
        {
            written["text"] = text.Base;
            written["attachments"] = new JsonArray();
            written["quick_replies"] = new JsonArray();
        }

        foreach (var (member, value) in action.Members)
        {
            written[member] = value?.DeepClone();
        }

        return written;
    }

    private static JsonObject Router(DraftRouter router)
    {
        var written = new JsonObject { ["type"] = "switch" };
        if (router.Route.Waits)
        {
            written["wait"] = new JsonObject { ["type"] = "msg" };
        }

        written["operand"] = router.Route.Operand;
        written["result_name"] = router.Route.ResultName ?? "";
        written["categories"] = new JsonArray([.. router.Categories.Select(c => new JsonObject { ["uuid"] = c.Uuid, ["name"] = c.Name, ["exit_uuid"] = c.Exit.Uuid })]);
        written["cases"] = new JsonArray([.. router.Cases.Select(c => new JsonObject
        {
            ["uuid"] = c.Uuid,
            ["type"] = c.Test,
            ["arguments"] = new JsonArray([.. c.Arguments.Select(a => JsonValue.Create(a.Base))]),
            ["category_uuid"] = c.Category.Uuid,
        })]);
        written["default_category_uuid"] = router.Categories[^1].Uuid;
        return written;
    }
}
