namespace Mhero.Simulator.State;

/// <summary>A node that a run came to.</summary>
internal readonly record struct StoredStep(Guid Node, long Time);
