using Mhero.Core.Storage;
using Mhero.Core.Sync.Engine.Circuits;

namespace Mhero.Core.Sync.Engine.Queueing;

/// <summary>A message on a queue: a batch of work, or the order to read a poller.</summary>
/// <typeparam name="TItem">The item that the queue carries.</typeparam>
internal sealed record BatchMessage<TItem>
    where TItem : QueueItem
{
    /// <summary>The run that the batch is counted under; null for work outside a run.</summary>
    public string? Run { get; init; }

    /// <summary>The batch's own id, so that a redelivered batch is counted once.</summary>
    [JsonPropertyName(WireNames.Batch)]
    public string? Batch { get; init; }

    /// <summary>The poller to read; null for a batch.</summary>
    public string? Read { get; init; }

    /// <summary>The replay of a dead letter that sent the message; null for none.</summary>
    public string? Replay { get; init; }

    /// <summary>This copy of the replay's message.</summary>
    public string? Copy { get; init; }

    /// <summary>The side whose open circuit is to try a record soon; null for anything else.</summary>
    public string? ProbeSoon { get; init; }

    /// <summary>The items, at most 50.</summary>
    public IReadOnlyList<TItem> Items { get; init; } = [];

    /// <summary>Digest of the message as it came, by which a second delivery is known.</summary>
    internal string? Digest { get; init; }

    /// <summary>Items that an open circuit holds back, with how long; they go back on the queue with the settling of the others.</summary>
    internal IReadOnlyList<(TItem Item, TimeSpan Delay)> Rest { get; init; } = [];

    /// <summary>The item that is tried although a circuit is open; null for none.</summary>
    internal CircuitProbe? Probe { get; init; }
}
