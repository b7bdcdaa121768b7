namespace Mhero.Functions.Tests.Host.Samples;

/// <summary>A scoped service: the same within a call, another in the next.</summary>
public sealed class SampleScope
{
    public Guid Id { get; } = Guid.NewGuid();
}
