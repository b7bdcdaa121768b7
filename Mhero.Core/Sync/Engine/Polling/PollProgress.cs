namespace Mhero.Core.Sync.Engine.Polling;

/// <summary>How far a reading is that does not end in one call.</summary>
/// <param name="Since">The cursor's position when it began (UTC); null for a first reading.</param>
/// <param name="Began">When it began, by the clock that stamps the records (UTC).</param>
/// <param name="Newest">The newest stamp that it has seen (UTC); null for none.</param>
internal sealed record PollProgress(DateTimeOffset? Since, DateTimeOffset Began, DateTimeOffset? Newest);
