using Mhero.Core.Messaging.Outbox;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Messaging;

/// <summary>Sends the messages of requests, chunk by chunk, and polls their delivery status.</summary>
public sealed class MessageSending
{
    private readonly OutboxBatchHandler _batch;
    private readonly WorkQueue<OutboxItem> _queue;

    internal MessageSending(OutboxBatchHandler batch, WorkQueue<OutboxItem> queue) => (_batch, _queue) = (batch, queue);

    /// <summary>Handles a message of the queue. Handling it twice sends nothing twice.</summary>
    /// <param name="content">The message as JSON.</param>
    /// <param name="cancellationToken">Cancels; the message is then to be delivered again.</param>
    public async Task HandleAsync(string content, CancellationToken cancellationToken)
    {
        using var activity = MessageTrace.StartHandling(_queue.Name, content);
        if (await _queue.OpenAsync(content, [], cancellationToken) is { } message)
        {
            await _batch.HandleAsync(message, cancellationToken);
        }
    }

    /// <summary>Dead-letters a message that was delivered too often without being handled: each of its items individually.</summary>
    /// <param name="content">The message as JSON.</param>
    /// <param name="cancellationToken">Cancels; the message is then to be delivered again.</param>
    public Task HandlePoisonAsync(string content, CancellationToken cancellationToken) => _queue.FilePoisonAsync(content, cancellationToken);
}
