using System.ComponentModel.DataAnnotations;

namespace Mhero.Core.Sync.Engine.Queueing;

/// <summary>The settings of all work on a queue.</summary>
public abstract class WorkOptions
{
    /// <summary>Records in one queue message.</summary>
    [Range(1, 50)]
    public int BatchSize { get; set; } = 50;

    /// <summary>Attempts at one record before it becomes a dead letter; waiting for a 429 to end is none.</summary>
    [Range(1, 50)]
    public int MaxAttempts { get; set; } = 10;

    /// <summary>The wait before the fourth attempt. The second one waits a fifth of it, the third two fifths, each further one three times as long as the one before, up to an hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The storage queue that carries the work: an app setting that the queue trigger reads too. A second
    /// setting does not exist, because work sent to a queue that no trigger reads would be lost.
    /// </summary>
    [Required]
    public string Queue { get; internal set; } = "";
}
