namespace Mhero.FaultSimulation.Worlds;

/// <summary>An operation of an instance that waits for its turn.</summary>
/// <param name="Instance">Whose it is.</param>
/// <param name="Invocation">The number of the function that it belongs to.</param>
/// <param name="What">The operation, without random parts.</param>
/// <param name="Key">The operation with its random parts: most of them begin with a time.</param>
/// <param name="Order">When it came.</param>
/// <param name="Work">Does it; the returned function hands the result to the instance.</param>
internal sealed record Step(Instance Instance, int Invocation, string What, string Key, long Order, Func<Action> Work);
