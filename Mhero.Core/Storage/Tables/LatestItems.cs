namespace Mhero.Core.Storage.Tables;

/// <summary>The latest few of many, without keeping the many.</summary>
internal static class LatestItems
{
    /// <summary>
    /// Rows that a list without an index looks at, or counts, at most: ten requests. More than that are open only while something is wrong in general, and an operator then
    /// works on causes, not on the latest rows.
    /// </summary>
    public const int LookedAt = 10_000;

    public static async Task<IReadOnlyList<T>> OfAsync<T>(
        IAsyncEnumerable<T> items, int max, Func<T, DateTimeOffset> at, CancellationToken cancellationToken)
    {
        var kept = new PriorityQueue<T, DateTimeOffset>();
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            if (kept.Count < max)
            {
                kept.Enqueue(item, at(item));
            }
            else if (max > 0)
            {
                kept.EnqueueDequeue(item, at(item));
            }
        }

        var latest = new T[kept.Count];
        for (var i = latest.Length - 1; i >= 0; i--)
        {
            latest[i] = kept.Dequeue();
        }

        return latest;
    }
}
