namespace Mhero.Core.Sync;

/// <summary>The position up to which a feed has been read.</summary>
/// <param name="Name">The feed.</param>
/// <param name="Position">Everything up to here is on the queue or done (UTC).</param>
/// <param name="MovedAt">When the position last moved (UTC).</param>
public sealed record FeedStatus(string Name, DateTimeOffset? Position, DateTimeOffset? MovedAt);
