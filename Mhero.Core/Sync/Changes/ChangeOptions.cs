using System.ComponentModel.DataAnnotations;

namespace Mhero.Core.Sync.Changes;

/// <summary>Settings of the change notifications of the registry. Section <c>Mhero:Changes</c>.</summary>
public sealed class ChangeOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Changes";

    /// <summary>How long after a notification mHero reads the registry. The same reading sees the changes made until then.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(5);
}
