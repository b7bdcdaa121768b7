namespace Mhero.Simulator;

/// <summary>A result that runs of a flow can have.</summary>
/// <param name="Key">The key in a run's values.</param>
/// <param name="Name">The name that its author gave it.</param>
/// <param name="Categories">The names of its categories, in the order of the definition.</param>
/// <param name="NodeUuids">The nodes that set it.</param>
public sealed record SimulatedFlowResult(string Key, string Name, IReadOnlyList<string> Categories, IReadOnlyList<Guid> NodeUuids);
