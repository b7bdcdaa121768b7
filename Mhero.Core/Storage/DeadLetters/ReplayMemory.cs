namespace Mhero.Core.Storage.DeadLetters;

/// <summary>The record of the last replay of a dead letter.</summary>
/// <param name="FirstFailedAt">When its subject failed first (UTC).</param>
/// <param name="ReplayedAt">When it was replayed last (UTC).</param>
/// <param name="Replays">How often it was replayed.</param>
/// <param name="Failure">The version of the dead letter that was replayed; null in rows of earlier versions of mHero.</param>
/// <param name="Job">The job that replayed it; null for a replay of its own.</param>
/// <param name="Failures">Its failures by then, the latest last; null in rows of earlier versions of mHero.</param>
internal sealed record ReplayMemory(
    DateTimeOffset FirstFailedAt, DateTimeOffset ReplayedAt, int Replays, string? Failure = null, string? Job = null, IReadOnlyList<DeadLetterFailure>? Failures = null);
