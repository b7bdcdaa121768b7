namespace Mhero.Core.Monitoring;

/// <summary>When a side was last read to its end without an error.</summary>
/// <param name="Kind">The poller: <c>registry</c>, <c>contacts</c>, <c>groups</c>, <c>flows</c>, <c>runs</c>, <c>messages</c> or <c>opt-outs</c>.</param>
/// <param name="FinishedAt">When that reading ended (UTC); null if none did yet.</param>
/// <param name="BehindSince">When it ended, or, if none did yet, when the first that is remembered began (UTC).</param>
public sealed record ReadingStatus(string Kind, DateTimeOffset? FinishedAt, DateTimeOffset BehindSince)
{
    /// <summary>Why the last reading stopped early; null if it did not.</summary>
    public string? Error { get; init; }
}
