namespace Mhero.Core.Tests.Fixtures;

/// <summary>A source of jitter that always gives the same number, from 0 to below 1.</summary>
internal sealed class FixedRandom(double number) : Random
{
    public override double NextDouble() => number;
}
