namespace Mhero.Bench.Load;

/// <summary>How fast something goes on one core.</summary>
/// <param name="Rate">How often a second of the processor's time.</param>
/// <param name="Bytes">Bytes allocated each time.</param>
internal sealed record PerSecond(double Rate, double Bytes)
{
    /// <summary>One after the other.</summary>
    public static PerSecond Both(PerSecond first, PerSecond second) =>
        new(1 / ((1 / first.Rate) + (1 / second.Rate)), first.Bytes + second.Bytes);
}
