namespace Mhero.Core.Sync.Reports;

/// <summary>The names under which deliveries of reports are counted.</summary>
internal static class ReportCounts
{
    /// <summary>Values that DHIS2 took.</summary>
    public const string ValuesSent = "dataValuesSent";

    /// <summary>Values that DHIS2 deleted.</summary>
    public const string ValuesDeleted = "dataValuesDeleted";

    /// <summary>What stands for the registration as complete among the numbers of a report.</summary>
    internal const string Completeness = "completeness";
}
