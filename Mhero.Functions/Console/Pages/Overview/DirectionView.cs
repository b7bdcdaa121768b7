namespace Mhero.Functions.Console.Pages.Overview;

/// <summary>One direction of the syncs: a poller.</summary>
/// <param name="Kind">The poller.</param>
/// <param name="Health"><c>good</c>, <c>note</c> when it is late, <c>bad</c> when the last reading failed or its queue is stopped.</param>
/// <param name="LastSuccess">When it was last read to the end (UTC); null for never.</param>
/// <param name="Error">Why the last reading stopped early; null if it did not.</param>
/// <param name="Lag">A change that is older was carried over, or has failed: the time since the last reading to the end, or since the oldest message of the queue came on it.</param>
/// <param name="Waiting">Messages on its queue, which pollers of one kind share; null when its queue is not known.</param>
/// <param name="Failed">Open dead letters of its queue; null when its queue is not known.</param>
/// <param name="Next">When the timer fires next (UTC); null when it is not known.</param>
public sealed record DirectionView(string Kind, string Health, DateTimeOffset? LastSuccess, string? Error, TimeSpan Lag, int? Waiting, int? Failed, DateTimeOffset? Next);
