using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Sync.FlowResults;

/// <summary>The table of packages, sessions and contacts of FLOIP sources.</summary>
/// <param name="Documents">The table.</param>
internal sealed record FlowResultsTable([FromKeyedServices(FlowResultsTable.Name)] DocumentTable Documents)
{
    /// <summary>The table's name after the prefix.</summary>
    public const string Name = "flowresults";
}
