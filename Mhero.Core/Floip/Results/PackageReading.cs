namespace Mhero.Core.Floip.Results;

/// <summary>A package, and the findings of reading it.</summary>
/// <param name="Package">The package.</param>
/// <param name="Issues">The findings; none of them stops the use of the package.</param>
public sealed record PackageReading(ResultsPackage Package, IReadOnlyList<FloipIssue> Issues);
