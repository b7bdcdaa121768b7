using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.Mapping.Questions;

/// <summary>Where the categories of one question lead: back to it, on, or to the end.</summary>
internal sealed class RouterSurroundings
{
    private readonly FlowGraph graph;
    private readonly int node;
    private readonly FlowRouter router;
    private readonly NodeSet asking;
    private readonly string key;
    private readonly Dictionary<RouterCategory, bool> leadsBack = new(ReferenceEqualityComparer.Instance);

    /// <param name="graph">The flow.</param>
    /// <param name="writer">The router.</param>
    /// <param name="sameKey">All that save the same result; a second try at the question is among them.</param>
    /// <param name="prompts">Finds the wait that a router without one belongs to.</param>
    public RouterSurroundings(FlowGraph graph, ResultWriter writer, IEnumerable<ResultWriter> sameKey, Prompts prompts)
    {
        this.graph = graph;
        node = writer.Node;
        router = writer.Router!;
        key = writer.Key;
        asking = graph.Set([node, .. sameKey.Where(w => w.IsAsked).Select(w => w.Node)]);
        if (router.Wait is null && prompts.Asking(node) is >= 0 and var wait)
        {
            asking.Add(wait);
        }
    }

    /// <summary>
    /// Whether the question is asked again after this category, before any other is. Where a webhook decides whether it is,
    /// as a look-up of the answer does, the answer is one.
    /// </summary>
    public bool LeadsBack(RouterCategory category)
    {
        if (!leadsBack.TryGetValue(category, out var back))
        {
            var target = graph.Target(node, category);
            back = graph.Reach([target], next => IsOnTheWay(next) && !graph.Calls(next)).Overlaps(asking) || OnlyLeadsBack(target);
            leadsBack.Add(category, back);
        }

        return back;
    }

    private bool OnlyLeadsBack(int target)
    {
        var reached = graph.Reach([target], IsOnTheWay);
        return reached.Overlaps(asking) && !reached.Contains(FlowGraph.End) && !reached.Nodes().Any(next => graph.Waits(next) && !asking.Contains(next));
    }

    private bool IsOnTheWay(int next) => !graph.Waits(next) && !asking.Contains(next);

    /// <summary>
    /// Whether an answer that no case matches is taken: the run goes where another answer leads, or to another question
    /// or result; it does not come back, it does not just end, and it is not replaced at once by what the flow sets.
    /// </summary>
    public bool TakesOther(IReadOnlyCollection<RouterCategory> matched)
    {
        var other = router.Categories.FirstOrDefault(c => c.Uuid == router.DefaultCategoryUuid);
        if (other is null || matched.Contains(other) || LeadsBack(other))
        {
            return false;
        }

        var target = graph.Target(node, other);
        return target != FlowGraph.End
            && !graph.Nodes[target].Actions.Any(a => a.ResultKey == key)
            && (matched.Any(c => graph.Target(node, c) == target)
                || graph.Reach([target], next => !asking.Contains(next)).Nodes().Any(SavesOrWaits));
    }

    private bool SavesOrWaits(int other) =>
        graph.Nodes[other].Router is { Wait: not null } or { ResultKey: not null } || graph.Nodes[other].Actions.Any(a => a.ResultKey is not null);
}
