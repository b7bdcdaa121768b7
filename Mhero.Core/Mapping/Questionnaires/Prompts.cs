using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>Finds the messages that a contact answers.</summary>
internal sealed class Prompts(FlowGraph graph)
{
    /// <summary>
    /// The messages before a router: those of its own node, else those of the node first met that leads to it, with what
    /// was sent in a straight line before. Another question's messages, and those of a loop that asks again, are not among them.
    /// </summary>
    public IReadOnlyList<FlowAction> Of(int node)
    {
        if (!graph.Waits(node))
        {
            // A further answer of one message: the question is the one that the message answers.
            var asking = Asking(node);
            if (asking < 0)
            {
                return [];
            }

            node = asking;
        }

        var own = Messages(node);
        return own.Count > 0 ? own : Before(node, []);
    }

    /// <summary>The node whose wait received the message that a router without one tests; -1 when it is the message that began the run.</summary>
    public int Asking(int node)
    {
        HashSet<int> seen = [node];
        var waiting = new Queue<int>([node]);
        while (waiting.TryDequeue(out var current))
        {
            foreach (var predecessor in graph.Predecessors(current))
            {
                if (graph.Waits(predecessor))
                {
                    return predecessor;
                }

                if (seen.Add(predecessor))
                {
                    waiting.Enqueue(predecessor);
                }
            }
        }

        return -1;
    }

    private List<FlowAction> Before(int node, HashSet<int> seen)
    {
        foreach (var predecessor in graph.Predecessors(node))
        {
            if (graph.Waits(predecessor) || !seen.Add(predecessor))
            {
                continue;
            }

            var messages = Messages(predecessor);
            if (messages.Count > 0)
            {
                return StraightLineTo(predecessor, messages);
            }

            messages = Before(predecessor, seen);
            if (messages.Count > 0)
            {
                return messages;
            }
        }

        return [];
    }

    private List<FlowAction> StraightLineTo(int node, List<FlowAction> messages)
    {
        while (graph.Predecessors(node) is [var only] && graph.Nodes[only].Router is null)
        {
            messages.InsertRange(0, Messages(only));
            node = only;
        }

        return messages;
    }

    private List<FlowAction> Messages(int node) =>
        [.. graph.Nodes[node].Actions.Where(a => a.Type is "send_msg" or "say_msg" && !string.IsNullOrWhiteSpace(a.Text))];
}
