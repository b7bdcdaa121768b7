namespace Mhero.Core.Storage.Queues;

/// <summary>A queue that mHero reads; its poison queue has the same name with <see cref="PoisonSuffix"/>.</summary>
/// <param name="Name">The queue's name.</param>
internal sealed record QueueName(string Name)
{
    /// <summary>The suffix that the Functions host appends for messages that were delivered too often.</summary>
    public const string PoisonSuffix = "-poison";
}
