namespace Mhero.Core.Sync.Contacts.Bulk;

/// <summary>
/// The last bulk load, as a batch needs it. That there is none, or that it has ended, is remembered for a while; one that holds writes is read each time,
/// since a write that is set aside after its end would be lost.
/// </summary>
internal sealed class BulkLoadCache(BulkStore store, TimeProvider time)
{
    /// <summary>For so long a batch may not notice that a load began: its writes are then made one by one.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(15);

    private volatile Entry? _known;

    /// <summary>The last load; null when there never was one, or when its rows count no longer.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<BulkLoadRow?> FindAsync(CancellationToken cancellationToken)
    {
        if (_known is { } known && time.GetElapsedTime(known.At) < MaxAge)
        {
            return known.Load;
        }

        var at = time.GetTimestamp();
        var load = await store.FindLoadAsync(cancellationToken);
        load = load is { IsEnded: true, EndedAt: { } ended } && time.GetUtcNow() - ended > BulkRow.CountsFor ? null : load;
        _known = load is null or { IsEnded: true } ? new Entry(load, at) : null;
        return load;
    }

    /// <summary>Forgets what is remembered, after a change by this process.</summary>
    public void Forget() => _known = null;

    private sealed record Entry(BulkLoadRow? Load, long At);
}
