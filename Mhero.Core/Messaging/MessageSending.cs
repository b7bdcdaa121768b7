using Mhero.Core.Messaging.Outbox;
using Mhero.Core.Storage.Pauses;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Sync.Engine.Pausing;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Messaging;

/// <summary>Sends the messages of requests, chunk by chunk, and polls their delivery status.</summary>
public sealed class MessageSending
{
    private static readonly Dictionary<string, string> NoPollers = [];

    private readonly OutboxBatchHandler _batch;
    private readonly WorkQueue<OutboxItem> _queue;
    private readonly PausedMessages _held;

    internal MessageSending(OutboxBatchHandler batch, WorkQueue<OutboxItem> queue, PausedMessages held) => (_batch, _queue, _held) = (batch, queue, held);

    /// <summary>Handles a message of the queue. Handling it twice sends nothing twice.</summary>
    /// <param name="content">The message as JSON.</param>
    /// <param name="cancellationToken">Cancels; the message is then to be delivered again.</param>
    public async Task HandleAsync(string content, CancellationToken cancellationToken)
    {
        using var activity = MessageTrace.StartHandling(_queue.Name, content);
        if (await _held.TryHoldAsync(_queue.Name, content, Directions.Communications, NoPollers, cancellationToken))
        {
            return;
        }

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
