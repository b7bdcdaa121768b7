namespace Mhero.Simulator;

/// <summary>A contact group of the workspace.</summary>
/// <param name="Uuid">The group's UUID.</param>
/// <param name="Name">Its name.</param>
/// <param name="Query">The query that decides its members; null for a static group.</param>
/// <param name="Count">How many contacts are in it.</param>
public sealed record SimulatedGroup(Guid Uuid, string Name, string? Query, int Count);
