namespace Mhero.Core.Sync.Engine.Circuits;

/// <summary>Lists the open circuits, for status and console.</summary>
public sealed class OpenCircuits
{
    private readonly CircuitStore _store;

    internal OpenCircuits(CircuitStore store) => _store = store;

    /// <summary>The open circuits of all queues; one request to storage.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The circuits; none as a rule.</returns>
    public async Task<IReadOnlyList<CircuitStatus>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await _store.ListOpenAsync(cancellationToken)).Select(CircuitStatus.Of)];
}
