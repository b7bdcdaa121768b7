using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Reports;

/// <summary>How MeasureReports are taken to the servers that want them. Section <c>Mhero:ReportDelivery</c>.</summary>
public sealed class ReportDeliveryOptions : SyncOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:ReportDelivery";

    /// <summary>Makes options with the defaults. A report takes a request or two of a server that may be slow, and a batch has ten minutes.</summary>
    public ReportDeliveryOptions() => BatchSize = 10;

    /// <summary>Reports that were last changed before this time (with its offset) are not delivered; null for all that the registry has.</summary>
    public DateTimeOffset? Since { get; set; }
}
