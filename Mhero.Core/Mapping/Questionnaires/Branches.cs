namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>Finds the questions that every contact meets, and those that follow only one certain answer.</summary>
/// <param name="graph">The flow.</param>
internal sealed class Branches(FlowGraph graph)
{
    private readonly bool _ends = graph.Reach([0], _ => true).Contains(FlowGraph.End);

    /// <summary>Whether no run ends without an answer: every way to an end passes one of these, and none by its time-out.</summary>
    public bool IsMetByAll(IReadOnlyList<ResultWriter> writers)
    {
        var passes = graph.Set(writers.Select(w => w.Node));
        var timedOut = writers.Select(TimeOutTarget).OfType<int>();
        return _ends && !graph.Reach([0, .. timedOut], node => !passes.Contains(node)).Contains(FlowGraph.End);
    }

    /// <summary>The branch that the answers to a question decide.</summary>
    /// <param name="question">The node that asks it.</param>
    public Branch Of(ResultWriter question)
    {
        var asking = question.Node;
        var timeOut = question.Router!.Wait?.Timeout?.CategoryUuid;
        var exits = question.Router.Categories.GroupBy(c => graph.Target(asking, c)).Select(exit => new BranchExit(
            [.. exit.Select(c => c.Name.Trim())],
            exit.All(c => c.Uuid == timeOut),
            graph.Reach([exit.Key], node => node != asking)));
        return new Branch(asking, graph.Reach([0], node => node != asking), [.. exits]);
    }

    /// <summary>Every node that a run can come to after these.</summary>
    public NodeSet After(IEnumerable<ResultWriter> writers) =>
        graph.Reach(writers.SelectMany(w => graph.Targets(w.Node)), _ => true);

    private int? TimeOutTarget(ResultWriter writer) =>
        writer.Router?.Wait?.Timeout?.CategoryUuid is { } uuid
            ? graph.Target(writer.Node, writer.Router.Categories.FirstOrDefault(c => c.Uuid == uuid))
            : null;
}
