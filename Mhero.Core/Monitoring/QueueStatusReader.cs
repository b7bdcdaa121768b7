using Mhero.Core.Storage.Queues;

namespace Mhero.Core.Monitoring;

/// <summary>Reads how much waits on each queue.</summary>
internal sealed class QueueStatusReader(MessageQueues queues, IEnumerable<QueueName> names)
{
    /// <summary>Reads the depth and the age of each queue, in the order in which the queues are registered.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<IReadOnlyList<QueueStatus>> ReadAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(names.Where(queue => queue.IsInStatus).Select(queue => ReadAsync(queue.Name, cancellationToken)));

    private async Task<QueueStatus> ReadAsync(string queue, CancellationToken cancellationToken) =>
        new(queue, await queues.DepthAsync(queue, cancellationToken), await queues.DepthAsync(queue + QueueName.PoisonSuffix, cancellationToken), await queues.OldestAsync(queue, cancellationToken));
}
