namespace Mhero.Core.Floip.Flows;

/// <summary>A container, and the findings of reading it.</summary>
/// <param name="Container">The container.</param>
/// <param name="Issues">The findings.</param>
public sealed record ContainerReading(FlowContainer Container, IReadOnlyList<FloipIssue> Issues);
