namespace Mhero.Core.Storage.Queues;

/// <summary>A queue that mHero reads; its poison queue has the same name with <see cref="PoisonSuffix"/>.</summary>
/// <param name="Name">The queue's name.</param>
internal sealed record QueueName(string Name)
{
    /// <summary>Whether the status shows it: the queues of the syncs and of messages, not the queue of bulk operations.</summary>
    public bool IsInStatus { get; init; } = true;

    /// <summary>The suffix that the Functions host appends for messages that were delivered too often.</summary>
    public const string PoisonSuffix = "-poison";
}
