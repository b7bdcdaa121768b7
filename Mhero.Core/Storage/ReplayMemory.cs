namespace Mhero.Core.Storage;

/// <summary>What is remembered of a dead letter while its replay is under way.</summary>
internal sealed record ReplayMemory(DateTimeOffset FirstFailedAt, DateTimeOffset ReplayedAt, int Replays);
