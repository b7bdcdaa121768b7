namespace Mhero.FaultSimulation.Worlds;

/// <summary>The source of the product's jitter. Its number is always the same, so that jitter does not change the schedule.</summary>
internal sealed class SteadyRandom : Random
{
    public override double NextDouble() => 0.5;
}
