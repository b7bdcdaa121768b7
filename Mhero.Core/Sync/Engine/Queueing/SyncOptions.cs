using System.ComponentModel.DataAnnotations;

namespace Mhero.Core.Sync.Engine.Queueing;

/// <summary>The settings that every sync has for its poller and its queue.</summary>
public abstract class SyncOptions : WorkOptions
{
    /// <summary>
    /// How much of a poller before the time of the last reading is read again. Covers records that become visible late:
    /// both RapidPro and FHIR servers stamp a record before its transaction ends.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Overlap { get; set; } = TimeSpan.FromSeconds(30);
}
