using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Engine;

/// <summary>Handles the batches of a queue.</summary>
/// <typeparam name="TItem">The item that the queue carries.</typeparam>
internal interface IBatchHandler<TItem>
    where TItem : QueueItem
{
    /// <summary>Handles a batch and settles each of its items. Handling it twice changes nothing the second time.</summary>
    /// <param name="message">The batch.</param>
    /// <param name="cancellationToken">Cancels; the message is then delivered again.</param>
    /// <exception cref="Exception">The message has to be delivered again.</exception>
    Task HandleAsync(BatchMessage<TItem> message, CancellationToken cancellationToken);
}
