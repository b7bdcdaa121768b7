using System.Text.RegularExpressions;
using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>Finds where a flow saves its results.</summary>
internal static partial class ResultWriters
{
    /// <summary>All writers by key; keys and writers in the order in which a contact meets them, questions before what the flow sets itself.</summary>
    public static IReadOnlyList<IReadOnlyList<ResultWriter>> Find(FlowGraph graph)
    {
        var writers = Enumerable.Range(0, graph.Nodes.Count).OrderBy(graph.Place).SelectMany(node => Of(graph.Nodes[node], node));
        var byKey = writers.GroupBy(w => w.Key, StringComparer.Ordinal)
            .Select(group => (IReadOnlyList<ResultWriter>)[.. group.OrderBy(w => !w.IsAsked)]);
        return [.. byKey.OrderBy(group => graph.Place(group[0].Node))];
    }

    private static IEnumerable<ResultWriter> Of(FlowNode node, int number)
    {
        foreach (var action in node.Actions)
        {
            if (action.ResultKey is { } key)
            {
                var name = action.Type == "set_run_result" ? action.Name : action.ResultName;
                yield return new ResultWriter(key, name!.Trim(), number, null, action, false);
            }
        }

        if (node.Router is { ResultKey: { } result } router)
        {
            yield return new ResultWriter(result, router.ResultName!.Trim(), number, router, null, IsAsked(router));
        }
    }

    // A router that waits asks, unless it waits for a call to be put through; one that does not wait but tests the
    // message takes a further answer from it. All others test values known before.
    private static bool IsAsked(FlowRouter router) =>
        router.Type != "random" && (router.Wait is { } wait ? wait.Type != "dial" : Input().IsMatch(router.Operand ?? ""));

    /// <summary><c>@input</c>, <c>@input.text</c>, <c>@(field(input.text, 1, " "))</c>; not <c>@results.age.input</c>.</summary>
    [GeneratedRegex(@"@.*(?<![\w.])input\b|@input\b", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Input();
}
