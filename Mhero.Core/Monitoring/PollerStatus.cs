namespace Mhero.Core.Monitoring;

/// <summary>The position up to which a poller has been read.</summary>
/// <param name="Name">The poller.</param>
/// <param name="Position">Everything up to here is on the queue or done (UTC).</param>
/// <param name="MovedAt">When the position last moved (UTC).</param>
public sealed record PollerStatus(string Name, DateTimeOffset? Position, DateTimeOffset? MovedAt);
