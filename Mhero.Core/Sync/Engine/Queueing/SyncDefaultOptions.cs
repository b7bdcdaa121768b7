using System.ComponentModel.DataAnnotations;

namespace Mhero.Core.Sync.Engine.Queueing;

/// <summary>The settings that all syncs and messages have in common, set once. Section <c>Mhero:Sync</c>; each sync's own section overrides them.</summary>
public sealed class SyncDefaultOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Sync";

    /// <inheritdoc cref="WorkOptions.BatchSize"/>
    [Range(1, 50)]
    public int? BatchSize { get; set; }

    /// <inheritdoc cref="WorkOptions.MaxAttempts"/>
    [Range(1, 50)]
    public int? MaxAttempts { get; set; }

    /// <inheritdoc cref="WorkOptions.RetryDelay"/>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan? RetryDelay { get; set; }

    /// <inheritdoc cref="SyncOptions.Overlap"/>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan? Overlap { get; set; }

    /// <summary>How long a message of a paused direction waits on its queue before mHero looks again whether the direction is resumed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan PausedDelay { get; set; } = TimeSpan.FromMinutes(1);
}
