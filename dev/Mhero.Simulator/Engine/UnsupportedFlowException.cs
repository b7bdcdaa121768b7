namespace Mhero.Simulator.Engine;

/// <summary>A flow asks for something that the simulator cannot run. It is said before the flow runs, never skipped.</summary>
public sealed class UnsupportedFlowException : Exception
{
    /// <summary>Names the part that cannot be run.</summary>
    /// <param name="flow">The flow's name.</param>
    /// <param name="node">The UUID of the node; null for the flow as a whole.</param>
    /// <param name="what">The unsupported part, in a few words.</param>
    public UnsupportedFlowException(string flow, string? node, string what)
        : base($"The simulator cannot run the flow '{flow}'{(node is null ? "" : $", node {node}")}: {what}.")
    {
        (Flow, Node, What) = (flow, node, what);
    }

    /// <summary>The flow's name.</summary>
    public string Flow { get; }

    /// <summary>The UUID of the node; null when it is the flow as a whole.</summary>
    public string? Node { get; }

    /// <summary>The unsupported part.</summary>
    public string What { get; }
}
