using Mhero.Simulator.State;

namespace Mhero.Simulator.Engine.Running;

/// <summary>A trigger that a message set off.</summary>
/// <param name="Flow">The flow that it starts.</param>
/// <param name="Keyword">The word; null for the catch-all, which starts nothing while the contact is in a flow.</param>
internal sealed record FoundTrigger(FlowEntry Flow, string? Keyword);
