using Mhero.Core.Floip.Results;
using Mhero.Core.Mapping.Floip;

namespace Mhero.Core.Sync.FlowResults.Packages;

/// <summary>The stored descriptor of a package.</summary>
internal sealed record PackageRow
{
    /// <summary>The name of the source.</summary>
    public required string Source { get; init; }

    /// <summary>The package's id at the source.</summary>
    public required string Id { get; init; }

    /// <summary>The descriptor.</summary>
    public required ResultsPackage Package { get; init; }

    /// <summary>Whether the Questionnaire of this descriptor was ordered.</summary>
    public bool IsOrdered { get; init; }

    /// <summary>The id in place of a flow's UUID.</summary>
    internal Guid Uuid => FloipIds.Package(Source, Id);
}
