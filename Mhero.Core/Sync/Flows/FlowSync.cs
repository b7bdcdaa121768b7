using Mhero.Core.Storage.Queues;
using Mhero.Core.Sync.Queueing;

namespace Mhero.Core.Sync.Flows;

/// <summary>Keeps a Questionnaire for every flow, a new version for every change.</summary>
public sealed class FlowSync
{
    /// <summary>The kind under which the runs of this sync are listed.</summary>
    public const string Kind = "flows";

    private readonly FlowPoller _poller;
    private readonly FlowBatchHandler _batch;
    private readonly WorkQueue<FlowItem> _queue;
    private readonly PollExecutor<FlowItem> _pollers;

    internal FlowSync(FlowPoller poller, FlowBatchHandler batch, WorkQueue<FlowItem> queue, PollExecutor<FlowItem> pollers) =>
        (_poller, _batch, _queue, _pollers) = (poller, batch, queue, pollers);

    /// <summary>Reads which flows changed and puts them on the queue.</summary>
    /// <param name="cancellationToken">Stops between two pages.</param>
    /// <returns>The sync execution under which the batches are counted; it gives the reason when RapidPro could not be read.</returns>
    public Task<string> ReadAsync(CancellationToken cancellationToken) => _pollers.ReadAsync(Kind, Kind, _poller.ReadAsync, cancellationToken);

    /// <summary>Orders a reading through the queue, so that the caller need not wait for it.</summary>
    /// <param name="cancellationToken">Cancels the order.</param>
    public Task OrderAsync(CancellationToken cancellationToken) => _queue.OrderAsync(Kind, null, cancellationToken);

    /// <summary>Handles a message of the queue. Handling it twice changes nothing the second time.</summary>
    /// <param name="content">The message as JSON.</param>
    /// <param name="cancellationToken">Cancels; the message is then to be delivered again.</param>
    public async Task HandleAsync(string content, CancellationToken cancellationToken)
    {
        using var activity = MessageTrace.StartHandling(_queue.Name, content);
        if (await _queue.OpenAsync(content, [Kind], cancellationToken) is { } message)
        {
            await (message.Read is null ? _batch.HandleAsync(message, cancellationToken) : ReadAsync(cancellationToken));
        }
    }

    /// <summary>Dead-letters a message that was delivered too often without being handled: each of its items individually.</summary>
    /// <param name="content">The message as JSON.</param>
    /// <param name="cancellationToken">Cancels; the message is then to be delivered again.</param>
    public Task HandlePoisonAsync(string content, CancellationToken cancellationToken) => _queue.FilePoisonAsync(content, cancellationToken);
}
