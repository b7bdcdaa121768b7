namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>The looks at contacts before they are written: whether one is newer than remembered, and who has a number that one is to get.</summary>
internal sealed class ContactChecks(ContactRefresher refresher, NumberGuard guard)
{
    /// <inheritdoc cref="ContactRefresher.RefreshAsync"/>
    public Task<List<Pair>> RefreshAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken) => refresher.RefreshAsync(pairs, cancellationToken);

    /// <summary>Finds the numbers that others own, and reads contacts again whose URNs are to be replaced.</summary>
    /// <returns>The pairs that have to be planned again with the new data.</returns>
    public Task<List<Pair>> GuardAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken) => guard.CheckAsync(pairs, cancellationToken);
}
