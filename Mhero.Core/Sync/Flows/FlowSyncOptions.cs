using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Flows;

/// <summary>How flows become Questionnaires. Section <c>Mhero:Flows</c>.</summary>
public sealed class FlowSyncOptions : SyncOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Flows";

    /// <summary>
    /// Whether a Basic with the predecessor's profile <c>mhero-workflows</c> is written for each flow too, for iHRIS sites
    /// that list flows by it.
    /// </summary>
    public bool WriteWorkflows { get; set; }
}
