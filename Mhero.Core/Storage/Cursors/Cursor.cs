namespace Mhero.Core.Storage.Cursors;

/// <summary>The position up to which a poller has been read.</summary>
/// <param name="Name">The poller's name.</param>
/// <param name="Position">Everything up to here is on the queue (UTC); null before the first reading.</param>
/// <param name="MovedAt">When it was moved last (UTC); null if never.</param>
/// <param name="Version">The row's version, for <see cref="CursorStore.TryMoveAsync(Cursor, DateTimeOffset, CancellationToken)"/>; null before the first write.</param>
public sealed record Cursor(string Name, DateTimeOffset? Position, DateTimeOffset? MovedAt, string? Version)
{
    /// <summary>The newest stamp that a record of the poller has had, by the clock of the system that has it (UTC); null when none was seen.</summary>
    public DateTimeOffset? Newest { get; init; }

    /// <summary>When that record was seen first, by our own clock (UTC); null when none was seen.</summary>
    public DateTimeOffset? NewestSeenAt { get; init; }

    /// <summary>How far the <c>Date</c> header of the poller's server was ahead of our own clock (s, negative when behind); null when it sent none.</summary>
    public int? ClockSeconds { get; init; }

    /// <summary>When that was measured, by our own clock (UTC). A difference that stays within <see cref="CursorStore.ClockStep"/> is not written again.</summary>
    public DateTimeOffset? ClockAt { get; init; }
}
