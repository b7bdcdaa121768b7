namespace Mhero.Core.Sync.FlowResults.Packages;

/// <summary>That the rows of a package cannot be read to their end.</summary>
/// <param name="Since">When that began (UTC).</param>
/// <param name="IsReleased">Whether the sessions that were read since were enqueued although the reading has not come to its end.</param>
internal sealed record FailedReading(DateTimeOffset Since, bool IsReleased);
