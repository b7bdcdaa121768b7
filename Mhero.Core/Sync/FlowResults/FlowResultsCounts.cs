namespace Mhero.Core.Sync.FlowResults;

/// <summary>The names under which a reading of FLOIP sources is counted.</summary>
public static class FlowResultsCounts
{
    /// <summary>Packages that were read to their end.</summary>
    public const string Packages = "flowResultsPackages";

    /// <summary>Sessions with new rows.</summary>
    public const string Sessions = "flowResultsSessions";

    /// <summary>Sessions whose stored rows were deleted because of their age.</summary>
    public const string Purged = "flowResultsPurged";

    /// <summary>New rows.</summary>
    public const string Rows = "flowResultsRows";
}
