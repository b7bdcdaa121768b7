namespace Mhero.Core.Authoring.Drafts;

/// <summary>Builds the nodes of a flow in the order in which a contact meets them: each node follows the exits that are open.</summary>
/// <param name="uuids">Gives the UUIDs.</param>
internal sealed class FlowDraft(DraftUuids uuids)
{
    private readonly List<DraftNode> _nodes = [];
    private List<DraftExit> _open = [];

    /// <summary>The nodes so far; a run begins at the first.</summary>
    public IReadOnlyList<DraftNode> Nodes => _nodes;

    /// <summary>Adds a node with actions.</summary>
    /// <param name="path">The item that it belongs to, or the part of the flow.</param>
    /// <param name="actions">The actions.</param>
    public DraftNode Act(string path, params IReadOnlyList<DraftAction> actions)
    {
        var node = new DraftNode(uuids.Next($"{path}/node"), path);
        node.Actions.AddRange(actions);
        node.Exits.Add(new DraftExit(uuids.Next($"{path}/exit")));
        Add(node);
        _open = [.. node.Exits];
        return node;
    }

    /// <summary>Adds a node that decides; all its exits are open afterwards.</summary>
    /// <param name="path">The item that it belongs to, or the part of the flow.</param>
    /// <param name="route">How it decides.</param>
    /// <param name="actions">Actions before it decides.</param>
    /// <returns>The node, and the exit of each category.</returns>
    public (DraftNode Node, IReadOnlyDictionary<string, DraftExit> Exits) Decide(string path, Route route, params IReadOnlyList<DraftAction> actions)
    {
        var names = route.Cases.Select(c => c.Category).Append(route.Default).Distinct(StringComparer.Ordinal).OrderBy(name => name == route.Default);
        List<DraftCategory> categories = [.. names.Select(name => new DraftCategory(
            uuids.Next($"{path}/category"), name, route.Labels.GetValueOrDefault(name), new DraftExit(uuids.Next($"{path}/exit"))))];
        var exits = categories.ToDictionary(c => c.Name, c => c.Exit, StringComparer.Ordinal);
        List<DraftCase> cases = [.. route.Cases.Select(c => new DraftCase(uuids.Next($"{path}/case"), c.Test, c.Arguments, categories.Find(k => k.Name == c.Category)!))];
        var node = new DraftNode(uuids.Next($"{path}/node"), path) { Router = new DraftRouter(route, categories, cases) };
        node.Actions.AddRange(actions);
        node.Exits.AddRange(exits.Values);
        Add(node);
        _open = [.. node.Exits];
        return (node, exits);
    }

    /// <summary>A message.</summary>
    public DraftAction Send(string path, LocalText text) => new(uuids.Next($"{path}/message"), "send_msg", [], text);

    /// <summary>Sets a result.</summary>
    public DraftAction Set(string path, string name, string value, string category = "") =>
        new(uuids.Next($"{path}/result"), "set_run_result", new JsonObject { ["name"] = name, ["value"] = value, ["category"] = category });

    /// <summary>Another action.</summary>
    public DraftAction Other(string path, string type, JsonObject members) => new(uuids.Next($"{path}/{type}"), type, members);

    /// <summary>The exits that the next node will follow; none are open afterwards.</summary>
    public IReadOnlyList<DraftExit> TakeOpen()
    {
        var taken = _open;
        _open = [];
        return taken;
    }

    /// <summary>Lets the next node follow these exits too.</summary>
    public void Open(IEnumerable<DraftExit> exits) => _open.AddRange(exits);

    /// <summary>Leads the open exits to a node that exists.</summary>
    public void LeadTo(DraftNode node)
    {
        foreach (var exit in TakeOpen())
        {
            exit.Destination = node;
        }
    }

    private void Add(DraftNode node)
    {
        LeadTo(node);
        _nodes.Add(node);
    }
}
