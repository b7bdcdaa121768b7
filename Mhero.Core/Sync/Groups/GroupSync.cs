using Mhero.Core.Storage.Queues;
using Mhero.Core.Sync.Groups.Batches;
using Mhero.Core.Sync.Groups.Polling;
using Mhero.Core.Sync.Queueing;

namespace Mhero.Core.Sync.Groups;

/// <summary>
/// Keeps groups in sync: those that the registry lists, or that follow from cadres, places, roles and searches, in RapidPro;
/// and groups of RapidPro in the registry. Groups that are in neither setting are left alone.
/// </summary>
public sealed class GroupSync
{
    /// <summary>The kind under which the runs of this sync are listed.</summary>
    public const string Kind = "groups";

    private readonly GroupPoller _poller;
    private readonly GroupBatchHandler _batch;
    private readonly WorkQueue<GroupItem> _queue;
    private readonly PollExecutor<GroupItem> _pollers;

    internal GroupSync(GroupPoller poller, GroupBatchHandler batch, WorkQueue<GroupItem> queue, PollExecutor<GroupItem> pollers) =>
        (_poller, _batch, _queue, _pollers) = (poller, batch, queue, pollers);

    /// <summary>Reads what changed about groups and members on both sides, and queues the differences.</summary>
    /// <param name="cancellationToken">Stops; the next reading then reads the same changes again.</param>
    /// <returns>The sync execution under which the batches are counted; it gives the reason when a side could not be read.</returns>
    public Task<string> ReadAsync(CancellationToken cancellationToken) => _pollers.ReadAsync(Kind, Kind, _poller.ReadAsync, cancellationToken);

    /// <summary>Orders a reading through the queue, so that the caller need not wait for it.</summary>
    /// <param name="delay">When to begin; at once if null.</param>
    /// <param name="cancellationToken">Cancels the order.</param>
    public Task OrderAsync(TimeSpan? delay, CancellationToken cancellationToken) => _queue.OrderAsync(Kind, delay, cancellationToken);

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
