namespace Mhero.Core.RapidPro.Flows;

/// <summary>One step of a flow: actions, then perhaps a router that waits or decides, then an exit.</summary>
public sealed record FlowNode
{
    /// <summary>The node's UUID; exits lead to it by this.</summary>
    public string Uuid { get; init => field = value ?? ""; } = "";

    /// <summary>The actions when a run arrives, in this order, before the router decides.</summary>
    public IReadOnlyList<FlowAction> Actions { get; init => field = PresentItems.Of(value); } = [];

    /// <summary>How the exit is chosen; null when there is only one.</summary>
    public FlowRouter? Router { get; init; }

    /// <summary>Where it can go from here.</summary>
    public IReadOnlyList<FlowExit> Exits { get; init => field = PresentItems.Of(value); } = [];
}
