using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>The edges of a flow's nodes. Nodes are identified by their number in the definition; a run begins at 0.</summary>
internal sealed class FlowGraph
{
    /// <summary>In place of a node: the run ends.</summary>
    public const int End = -1;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int>[] _exits;
    private readonly int[][] _targets;
    private readonly int[] _places;
    private readonly int[][] _predecessors;

    public FlowGraph(FlowDefinition definition)
    {
        Nodes = definition.Nodes;
        for (var node = 0; node < Nodes.Count; node++)
        {
            _numbers.TryAdd(Nodes[node].Uuid, node);
        }

        _exits = [.. Nodes.Select(ExitsOf)];
        _targets = [.. Nodes.Select((node, number) => TargetsOf(node, _exits[number]))];
        (_places, ReachableCount) = Order();
        _predecessors = Predecessors();
    }

    public IReadOnlyList<FlowNode> Nodes { get; }

    /// <summary>How many nodes a run can come to; their places come before those of all others.</summary>
    public int ReachableCount { get; }

    /// <summary>
    /// Where the node comes on the way of a contact: before all that it leads to, loops apart, and what the first exit
    /// leads to before what the second does.
    /// </summary>
    public int Place(int node) => _places[node];

    public bool IsReachable(int node) => _places[node] < ReachableCount;

    /// <summary>Whether the node waits for the contact.</summary>
    public bool Waits(int node) => Nodes[node].Router?.Wait is not null;

    /// <summary>Whether the node asks another system, so that what follows may depend on what that answers.</summary>
    public bool Calls(int node) => Nodes[node].Actions.Any(a => a.Type is "call_webhook" or "call_resthook");

    /// <summary>Where the node leads, by its exits in the order of its categories; <see cref="End"/> where the run ends.</summary>
    public IReadOnlyList<int> Targets(int node) => _targets[node];

    /// <summary>Where a category leads.</summary>
    public int Target(int node, RouterCategory? category) =>
        category?.ExitUuid is { } exit ? _exits[node].GetValueOrDefault(exit, End) : End;

    /// <summary>The nodes that lead here without coming from here, the first met first.</summary>
    public IReadOnlyList<int> Predecessors(int node) => _predecessors[node];

    /// <summary>A set of nodes of this flow.</summary>
    public NodeSet Set(IEnumerable<int> nodes)
    {
        var set = new NodeSet(Nodes.Count);
        foreach (var node in nodes)
        {
            set.Add(node);
        }

        return set;
    }

    /// <summary>Every node that a run can come to, <see cref="End"/> too where it can end.</summary>
    /// <param name="starts">Where it begins; may hold <see cref="End"/>.</param>
    /// <param name="goesOn">Whether it goes on from a node that it has come to.</param>
    public NodeSet Reach(IEnumerable<int> starts, Func<int, bool> goesOn)
    {
        var reached = new NodeSet(Nodes.Count);
        var waiting = new Queue<int>(starts.Where(reached.Add));
        while (waiting.TryDequeue(out var node))
        {
            if (node == End || !goesOn(node))
            {
                continue;
            }

            foreach (var target in _targets[node])
            {
                if (reached.Add(target))
                {
                    waiting.Enqueue(target);
                }
            }
        }

        return reached;
    }

    private Dictionary<string, int> ExitsOf(FlowNode node)
    {
        var targets = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var exit in node.Exits)
        {
            targets.TryAdd(exit.Uuid, exit.DestinationUuid is { } uuid ? _numbers.GetValueOrDefault(uuid, End) : End);
        }

        return targets;
    }

    private static int[] TargetsOf(FlowNode node, Dictionary<string, int> exits)
    {
        // The run is another flow's from there; it does not come back.
        if (node.Actions.Any(a => a is { Type: "enter_flow", Terminal: true }))
        {
            return [End];
        }

        var byCategory = node.Router?.Categories.Select(c => c.ExitUuid).OfType<string>() ?? [];
        var all = byCategory.Concat(node.Exits.Select(e => e.Uuid)).Distinct(StringComparer.OrdinalIgnoreCase);
        int[] found = [.. all.Where(exits.ContainsKey).Select(uuid => exits[uuid]).Distinct()];
        return found.Length == 0 ? [End] : found;
    }

    /// <summary>Depth first, last exit first, numbered backwards: what all branches lead to comes after all of them.</summary>
    private (int[] Places, int Reachable) Order()
    {
        var places = new int[Nodes.Count];
        var seen = new bool[Nodes.Count];
        var next = 0;
        var reachable = 0;
        for (var root = 0; root < Nodes.Count; root++)
        {
            if (!seen[root])
            {
                var finished = Finish(root, seen);
                for (var i = finished.Count - 1; i >= 0; i--)
                {
                    places[finished[i]] = next++;
                }
            }

            if (root == 0)
            {
                reachable = next;
            }
        }

        return (places, reachable);
    }

    private List<int> Finish(int root, bool[] seen)
    {
        List<int> finished = [];
        var path = new Stack<(int Node, int Left)>();
        seen[root] = true;
        path.Push((root, _targets[root].Length));
        while (path.TryPop(out var step))
        {
            if (step.Left == 0)
            {
                finished.Add(step.Node);
                continue;
            }

            path.Push((step.Node, step.Left - 1));
            var target = _targets[step.Node][step.Left - 1];
            if (target != End && !seen[target])
            {
                seen[target] = true;
                path.Push((target, _targets[target].Length));
            }
        }

        return finished;
    }

    private int[][] Predecessors()
    {
        var lists = Nodes.Select(_ => new List<int>()).ToArray();
        foreach (var node in Enumerable.Range(0, Nodes.Count).OrderBy(n => _places[n]))
        {
            foreach (var target in _targets[node])
            {
                if (target != End && _places[node] < _places[target])
                {
                    lists[target].Add(node);
                }
            }
        }

        return [.. lists.Select(l => l.ToArray())];
    }
}
