namespace Mhero.Simulator;

/// <summary>A node that a run came to.</summary>
/// <param name="Node">The node's UUID.</param>
/// <param name="Time">When it came there (UTC).</param>
public sealed record SimulatedRunStep(Guid Node, DateTimeOffset Time);
