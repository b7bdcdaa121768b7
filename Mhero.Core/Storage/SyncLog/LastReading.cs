namespace Mhero.Core.Storage.SyncLog;

/// <summary>The last reading of a kind of sync.</summary>
/// <param name="FinishedAt">When the last one without an error ended (UTC); null if none did yet.</param>
/// <param name="BehindSince">When it ended, or, if none did yet, when the first one began (UTC).</param>
/// <param name="Error">Why the last one stopped early; null if it did not.</param>
internal sealed record LastReading(DateTimeOffset? FinishedAt, DateTimeOffset BehindSince, string? Error);
