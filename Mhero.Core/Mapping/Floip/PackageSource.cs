using Mhero.Core.Floip.Results;

namespace Mhero.Core.Mapping.Floip;

/// <summary>The source of a Questionnaire.</summary>
/// <param name="Source">The name of the FLOIP source in the settings.</param>
/// <param name="Package">The package.</param>
public sealed record PackageSource(string Source, ResultsPackage Package)
{
    /// <summary>The package's id; its name when it was not published.</summary>
    public string PackageId => Package.Id ?? Package.Name ?? "";
}
