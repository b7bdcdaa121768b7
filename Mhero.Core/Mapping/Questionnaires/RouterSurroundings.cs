using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>Where the categories of one question lead: back to it, on, or to the end.</summary>
internal sealed class RouterSurroundings
{
    private readonly FlowGraph _graph;
    private readonly int _node;
    private readonly FlowRouter _router;
    private readonly NodeSet _asking;
    private readonly string _key;
    private readonly Dictionary<RouterCategory, bool> _leadsBack = new(ReferenceEqualityComparer.Instance);

    /// <param name="graph">The flow.</param>
    /// <param name="writer">The router.</param>
    /// <param name="sameKey">All that save the same result; a second try at the question is among them.</param>
    /// <param name="prompts">Finds the wait that a router without one belongs to.</param>
    public RouterSurroundings(FlowGraph graph, ResultWriter writer, IEnumerable<ResultWriter> sameKey, Prompts prompts)
    {
        _graph = graph;
        _node = writer.Node;
        _router = writer.Router!;
        _key = writer.Key;
        _asking = graph.Set([_node, .. sameKey.Where(w => w.IsAsked).Select(w => w.Node)]);
        if (_router.Wait is null && prompts.Asking(_node) is >= 0 and var wait)
        {
            _asking.Add(wait);
        }
    }

    /// <summary>
    /// Whether the question is asked again after this category, before any other is. Where a webhook decides whether it is,
    /// as a look-up of the answer does, the answer is one.
    /// </summary>
    public bool LeadsBack(RouterCategory category)
    {
        if (!_leadsBack.TryGetValue(category, out var back))
        {
            var target = _graph.Target(_node, category);
            back = _graph.Reach([target], next => IsOnTheWay(next) && !_graph.Calls(next)).Overlaps(_asking) || OnlyLeadsBack(target);
            _leadsBack.Add(category, back);
        }

        return back;
    }

    private bool OnlyLeadsBack(int target)
    {
        var reached = _graph.Reach([target], IsOnTheWay);
        return reached.Overlaps(_asking) && !reached.Contains(FlowGraph.End) && !reached.Nodes().Any(next => _graph.Waits(next) && !_asking.Contains(next));
    }

    private bool IsOnTheWay(int next) => !_graph.Waits(next) && !_asking.Contains(next);

    /// <summary>
    /// Whether an answer that no case matches is taken: the run goes where another answer leads, or to another question
    /// or result; it does not come back, it does not just end, and it is not replaced at once by what the flow sets.
    /// </summary>
    public bool TakesOther(IReadOnlyCollection<RouterCategory> matched)
    {
        var other = _router.Categories.FirstOrDefault(c => c.Uuid == _router.DefaultCategoryUuid);
        if (other is null || matched.Contains(other) || LeadsBack(other))
        {
            return false;
        }

        var target = _graph.Target(_node, other);
        return target != FlowGraph.End
            && !_graph.Nodes[target].Actions.Any(a => a.ResultKey == _key)
            && (matched.Any(c => _graph.Target(_node, c) == target)
                || _graph.Reach([target], next => !_asking.Contains(next)).Nodes().Any(SavesOrWaits));
    }

    private bool SavesOrWaits(int other) =>
        _graph.Nodes[other].Router is { Wait: not null } or { ResultKey: not null } || _graph.Nodes[other].Actions.Any(a => a.ResultKey is not null);
}
