using Mhero.Core.Storage.Queues;

namespace Mhero.Core.Sync.Engine.Circuits;

/// <summary>Lists the open circuits, for status and console, and closes those that nothing waits for.</summary>
internal sealed class OpenCircuits(CircuitStore store, CircuitBreaker breaker, MessageQueues queues)
{
    /// <summary>The open circuits of all queues; one request to storage.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The circuits; none as a rule.</returns>
    public async Task<IReadOnlyList<CircuitStatus>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await store.ListOpenAsync(cancellationToken)).Select(CircuitStatus.Of)];

    /// <summary>
    /// Closes the circuits whose next probe is overdue while their queue is empty. Without it a circuit whose held records are gone stays
    /// open, and in the status, until another record is written. One request to storage, and one more for each open circuit.
    /// </summary>
    /// <param name="cancellationToken">Cancels; a later call closes what is left.</param>
    public async Task CloseEmptyAsync(CancellationToken cancellationToken)
    {
        foreach (var row in await store.ListOpenAsync(cancellationToken))
        {
            // Messages that are hidden or in work count, and a held record is put back before its message is deleted.
            if (await queues.DepthAsync(row.Queue, cancellationToken) == 0)
            {
                await breaker.CloseEmptyAsync(row.Queue, row.Side, cancellationToken);
            }
        }
    }
}
