namespace Mhero.Bench.Load.Compare;

/// <summary>The figures that later ones are compared with: bench/baseline.json.</summary>
/// <param name="Machine">Where and when they were measured, for people.</param>
/// <param name="Benches">The benches.</param>
internal sealed record Baseline(string Machine, IReadOnlyList<BaselineBench> Benches);
