using System.ComponentModel.DataAnnotations;
using Mhero.Core.Caching;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Runs;

/// <summary>How runs become QuestionnaireResponses. Section <c>Mhero:Runs</c>.</summary>
public sealed class RunSyncOptions : SyncOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Runs";

    /// <summary>The subject of responses whose Questionnaire has no <c>subjectType</c>.</summary>
    /// <value>None by default.</value>
    public ResponseSubject Subject { get; set; }

    /// <summary>Runs that last changed before this time (with its offset) are not read; null for all that RapidPro has.</summary>
    public DateTimeOffset? Since { get; set; }

    /// <summary>
    /// How often a run waits for its contact to be synced when the registry does not know it; then the response names the
    /// contact by its UUID alone. 0 for not at all.
    /// </summary>
    [Range(0, 10)]
    public int ContactWaits { get; set; } = 3;

    /// <summary>Whether runs of RapidPro's own simulator are written too, tagged as tests.</summary>
    public bool AcceptSimulations { get; set; }

    /// <summary>
    /// The largest difference between the clocks of RapidPro and mHero. By the time a webhook came at, one that does not name its run is
    /// matched with the run that RapidPro's poller shows later.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:30:00")]
    public TimeSpan ClockDifference { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>What becomes of extracted resources that a later extraction of the same response does not give.</summary>
    /// <value><see cref="SurplusPolicy.EnteredInError"/> by default.</value>
    [EnumDataType(typeof(SurplusPolicy))]
    public SurplusPolicy Surplus { get; set; }
}
