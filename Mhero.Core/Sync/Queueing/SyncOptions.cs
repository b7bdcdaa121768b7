using System.ComponentModel.DataAnnotations;

namespace Mhero.Core.Sync.Queueing;

/// <summary>What every sync can be told about its feed and its queue.</summary>
public abstract class SyncOptions : WorkOptions
{
    /// <summary>
    /// How far a feed is read again behind the time of the last reading. Covers records that become visible late:
    /// both RapidPro and FHIR servers stamp a record before its transaction ends.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Overlap { get; set; } = TimeSpan.FromSeconds(30);
}
