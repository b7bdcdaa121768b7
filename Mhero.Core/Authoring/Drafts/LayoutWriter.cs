namespace Mhero.Core.Authoring.Drafts;

/// <summary>Writes the places of the nodes in the flow editor: questions one below the other, what asks again and what decides beside them.</summary>
internal static class LayoutWriter
{
    private const int Left = 120;
    private const int Beside = 520;
    private const int Step = 160;

    /// <summary>The editor's part of the definition.</summary>
    public static JsonObject Write(IReadOnlyList<DraftNode> nodes)
    {
        var places = new JsonObject();
        var top = 0;
        foreach (var node in nodes)
        {
            var isBeside = node.Path.EndsWith("/again", StringComparison.Ordinal);
            places[node.Uuid] = new JsonObject
            {
                ["position"] = new JsonObject { ["left"] = isBeside ? Beside : Left, ["top"] = top },
                ["type"] = TypeOf(node),
                ["config"] = ConfigOf(node),
            };
            top += Step;
        }

        return new JsonObject { ["nodes"] = places, ["stickies"] = new JsonObject() };
    }

    private static string TypeOf(DraftNode node) => node switch
    {
        { Router: null } => "execute_actions",
        { Router.Route.Waits: true } => "wait_for_response",
        _ when node.Actions.Exists(a => a.Type == "call_webhook") => "split_by_webhook",
        _ when node.Actions.Exists(a => a.Type == "enter_flow") => "split_by_subflow",
        _ => "split_by_expression",
    };

    private static JsonObject ConfigOf(DraftNode node) => TypeOf(node) is "wait_for_response" ? new JsonObject { ["cases"] = new JsonObject() } : [];
}
