namespace Mhero.Core.Storage.Cursors;

internal sealed record CursorContent(DateTimeOffset Position, DateTimeOffset MovedAt)
{
    public DateTimeOffset? Newest { get; init; }

    public DateTimeOffset? NewestSeenAt { get; init; }

    public int? ClockSeconds { get; init; }

    public DateTimeOffset? ClockAt { get; init; }
}
