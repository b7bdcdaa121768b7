namespace Mhero.Core.Monitoring;

/// <summary>The length and age of a queue.</summary>
/// <param name="Name">The queue.</param>
/// <param name="Messages">Approximate number of messages on it.</param>
/// <param name="Poison">Messages on its poison queue that are not dead letters yet.</param>
/// <param name="Oldest">When the first visible message was put on the queue (UTC); null if none is visible.</param>
public sealed record QueueStatus(string Name, int Messages, int Poison, DateTimeOffset? Oldest);
