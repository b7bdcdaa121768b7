namespace Mhero.Core.Sync.FlowResults;

/// <summary>The result of trying a FLOIP source.</summary>
/// <param name="Source">The name of the source.</param>
/// <param name="Packages">How many packages were found; null where they cannot be read.</param>
/// <param name="Fault">The fault and its correction; null for none.</param>
public sealed record SourceFinding(string Source, int? Packages, string? Fault);
