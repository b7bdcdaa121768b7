namespace Mhero.FaultSimulation;

/// <summary>What became of a seed.</summary>
/// <param name="Failure">The invariant that does not hold, with the end of the schedule; null when all invariants hold.</param>
/// <param name="Fingerprint">A hash over the schedule: equal for equal schedules.</param>
/// <param name="Operations">How many operations the world did.</param>
internal sealed record SeedResult(string? Failure, ulong Fingerprint, int Operations);
