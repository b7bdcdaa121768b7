using System.ComponentModel.DataAnnotations;

namespace Mhero.Core.Sync.Changes;

/// <summary>What happens when the registry says that something changed. Section <c>Mhero:Changes</c>.</summary>
public sealed class ChangeOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Changes";

    /// <summary>How long after a change the registry is looked at; whatever changes meanwhile is seen by the same look.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(5);
}
