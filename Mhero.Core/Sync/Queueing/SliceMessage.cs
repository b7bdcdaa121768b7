namespace Mhero.Core.Sync.Queueing;

/// <summary>A message on a queue: a slice of work, or the order to read a feed.</summary>
/// <typeparam name="TItem">What the queue carries.</typeparam>
public sealed record SliceMessage<TItem>
    where TItem : QueueItem
{
    /// <summary>The run that the slice is counted under; null for work outside a run.</summary>
    public string? Run { get; init; }

    /// <summary>The slice's own id, so that a redelivered slice is counted once.</summary>
    public string? Slice { get; init; }

    /// <summary>The feed to read; null for a slice.</summary>
    public string? Read { get; init; }

    /// <summary>What to look at, at most 50.</summary>
    public IReadOnlyList<TItem> Items { get; init; } = [];
}
