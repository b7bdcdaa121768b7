namespace Mhero.Core.Sync;

/// <summary>What waits on a queue.</summary>
/// <param name="Name">The queue.</param>
/// <param name="Messages">Messages on it, about.</param>
/// <param name="Poison">Messages on its poison queue that are not filed as dead letters yet.</param>
/// <param name="Oldest">When the first visible message was put on the queue (UTC); null if none is visible.</param>
public sealed record QueueStatus(string Name, int Messages, int Poison, DateTimeOffset? Oldest);
