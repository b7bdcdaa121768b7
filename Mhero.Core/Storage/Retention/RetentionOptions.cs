using System.ComponentModel.DataAnnotations;

namespace Mhero.Core.Storage.Retention;

/// <summary>How long mHero keeps its own rows. Section <c>Mhero:Retention</c>. Rows that are still open are kept longer.</summary>
public sealed class RetentionOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Retention";

    /// <summary>
    /// Requests to send something, from their creation, when all of them is final: recipients, text and resource are deleted. The id and a hash remain, so that
    /// a repeated request is not sent again.
    /// </summary>
    [Range(typeof(TimeSpan), "30.00:00:00", "3650.00:00:00")]
    public TimeSpan Outbox { get; set; } = TimeSpan.FromDays(400);

    /// <summary>The number of messages that each person got on a day.</summary>
    [Range(typeof(TimeSpan), "3.00:00:00", "400.00:00:00")]
    public TimeSpan DayCounts { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The progress of reminders, from their last time. Longer than the longest time between two times of a reminder.</summary>
    [Range(typeof(TimeSpan), "400.00:00:00", "3650.00:00:00")]
    public TimeSpan Reminders { get; set; } = TimeSpan.FromDays(800);

    /// <summary>The memory of replayed dead letters: longer than a message may wait on a queue and come back.</summary>
    [Range(typeof(TimeSpan), "14.00:00:00", "3650.00:00:00")]
    public TimeSpan Claims { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Open dead letters, from their last failure; each one that is removed is logged and counted.</summary>
    [Range(typeof(TimeSpan), "30.00:00:00", "3650.00:00:00")]
    public TimeSpan DeadLetters { get; set; } = TimeSpan.FromDays(400);

    /// <summary>Discarded dead letters, from their discard.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan DiscardedDeadLetters { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Conflicts, from their last occurrence.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan Conflicts { get; set; } = TimeSpan.FromDays(400);

    /// <summary>
    /// The values that were delivered to DHIS2, from the end of the period. A report that changes later is delivered as a new one: DHIS2 overwrites the values that it has, and keeps
    /// those that the report has lost.
    /// </summary>
    [Range(typeof(TimeSpan), "90.00:00:00", "3650.00:00:00")]
    public TimeSpan Reports { get; set; } = TimeSpan.FromDays(730);

    /// <summary>The sync log.</summary>
    [Range(typeof(TimeSpan), "2.00:00:00", "3650.00:00:00")]
    public TimeSpan SyncLog { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The audit log.</summary>
    [Range(typeof(TimeSpan), "30.00:00:00", "3650.00:00:00")]
    public TimeSpan AuditLog { get; set; } = TimeSpan.FromDays(730);

    /// <summary>Jobs that have ended.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan Jobs { get; set; } = TimeSpan.FromDays(30);
}
