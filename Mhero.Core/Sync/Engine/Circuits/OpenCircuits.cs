namespace Mhero.Core.Sync.Engine.Circuits;

/// <summary>Lists the open circuits, for status and console.</summary>
internal sealed class OpenCircuits(CircuitStore store)
{
    /// <summary>The open circuits of all queues; one request to storage.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The circuits; none as a rule.</returns>
    public async Task<IReadOnlyList<CircuitStatus>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await store.ListOpenAsync(cancellationToken)).Select(CircuitStatus.Of)];
}
