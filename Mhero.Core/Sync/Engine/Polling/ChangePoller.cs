using Mhero.Core.Storage.Cursors;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Engine.Polling;

/// <summary>
/// Reads what changed since a cursor, page by page: records seen before are dropped, new ones are enqueued, and then the cursor moves.
/// No other type moves a cursor.
/// </summary>
internal sealed class ChangePoller(ICursorStore cursors, ISeenVersionStore seen)
{
    /// <summary>Reads a source to its end, with an item for each new record.</summary>
    /// <param name="source">The source.</param>
    /// <param name="batches">Takes the items.</param>
    /// <param name="itemOf">Makes the item of a record.</param>
    /// <param name="cancellationToken">Stops between two pages; pages already read count.</param>
    public Task ReadAsync<TRecord, TItem>(
        ChangeSource<TRecord> source, BatchWriter<TItem> batches, Func<TRecord, TItem> itemOf, CancellationToken cancellationToken)
        where TItem : QueueItem =>
        ReadAsync(source, batches, (records, _, _) => records.Select(itemOf).ToAsyncEnumerable(), cancellationToken);

    /// <summary>Reads a source to its end.</summary>
    /// <param name="source">The source.</param>
    /// <param name="batches">Takes the items.</param>
    /// <param name="select">Makes the items of the new records of a page; it is told whether the source was never read before.</param>
    /// <param name="cancellationToken">Stops between two pages; pages already read count.</param>
    public async Task ReadAsync<TRecord, TItem>(
        ChangeSource<TRecord> source,
        BatchWriter<TItem> batches,
        Func<IReadOnlyList<TRecord>, bool, CancellationToken, IAsyncEnumerable<TItem>> select,
        CancellationToken cancellationToken)
        where TItem : QueueItem
    {
        var (poll, isFirst) = await BeginAsync(source, null, cancellationToken);
        var isComplete = false;
        await foreach (var page in NewRecordsAsync(source, poll, cancellationToken))
        {
            if (page.Records.Count > 0 && !(isFirst && source.SkipsFirstRecords))
            {
                await foreach (var item in select(page.Records, isFirst, cancellationToken).WithCancellation(cancellationToken))
                {
                    await batches.AddAsync(item, cancellationToken);
                }
            }

            await batches.FlushAsync(cancellationToken);
            if (source.IsInOrder)
            {
                await poll.MoveAsync(page.Last, page.IsLast, cancellationToken);
                isComplete = page.IsLast;
            }
        }

        if (!isComplete)
        {
            await poll.MoveAsync(null, complete: true, cancellationToken);
        }
    }

    /// <summary>Reads a source to its end without moving its cursor: what follows from all sources together has to be enqueued first.</summary>
    /// <param name="source">The source.</param>
    /// <param name="take">Takes the new records of a page.</param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    /// <returns>The reading, for <see cref="CompleteAsync"/>.</returns>
    public async Task<ChangePoll> HoldAsync<TRecord>(
        ChangeSource<TRecord> source, Func<IReadOnlyList<TRecord>, Task> take, CancellationToken cancellationToken)
    {
        var (poll, _) = await BeginAsync(source, null, cancellationToken);
        await foreach (var page in NewRecordsAsync(source, poll, cancellationToken))
        {
            await take(page.Records);
        }

        return poll;
    }

    /// <summary>As <see cref="HoldAsync"/>, for a source that is stored as it is read, and whose reading may take several calls.</summary>
    /// <param name="source">The source; it gives the pages after those that were read.</param>
    /// <param name="earlier">The progress of the call before; null for the first call.</param>
    /// <param name="store">Stores what follows from the new records of a page, and then how far the reading is.</param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    /// <returns>The reading, for <see cref="CompleteAsync"/> where it came to its end.</returns>
    public async Task<ChangePoll> GoOnAsync<TRecord>(
        ChangeSource<TRecord> source, PollProgress? earlier, Func<IReadOnlyList<TRecord>, ChangePoll, Task> store, CancellationToken cancellationToken)
    {
        var (poll, _) = await BeginAsync(source, earlier, cancellationToken);
        await foreach (var page in NewRecordsAsync(source, poll, cancellationToken))
        {
            await store(page.Records, poll);
        }

        return poll;
    }

    /// <summary>Moves the cursors of readings that were held; everything that follows from them has to be on the queue by now.</summary>
    /// <param name="readings">The readings.</param>
    /// <param name="cancellationToken">Cancels; cursors not moved yet are read again.</param>
    public static async Task CompleteAsync(IEnumerable<ChangePoll> readings, CancellationToken cancellationToken)
    {
        foreach (var reading in readings)
        {
            await reading.MoveAsync(null, complete: true, cancellationToken);
        }
    }

    /// <summary>Where a cursor stands.</summary>
    /// <param name="cursor">Its name.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The position (UTC); null before the first reading.</returns>
    public async Task<DateTimeOffset?> PositionOfAsync(string cursor, CancellationToken cancellationToken) => (await cursors.ReadAsync(cursor, cancellationToken)).Position;

    /// <summary>Forgets the position and the records of a poller, so that it begins again.</summary>
    /// <param name="cursor">Name of its cursor.</param>
    /// <param name="cancellationToken">Cancels; to be done again then.</param>
    public async Task ResetAsync(string cursor, CancellationToken cancellationToken)
    {
        await cursors.ResetAsync(cursor, cancellationToken);
        await seen.PruneAsync(cursor, DateTimeOffset.MaxValue, cancellationToken);
    }

    /// <summary>Whether a side was ever read to its end.</summary>
    /// <param name="mark">Name of the mark that <see cref="MarkReadAsync"/> sets.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<bool> WasReadAsync(string mark, CancellationToken cancellationToken) =>
        (await cursors.ReadAsync(mark, cancellationToken)).Position is not null;

    /// <summary>Notes that a side was read to its end.</summary>
    /// <param name="mark">Name of the mark.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task MarkReadAsync(string mark, CancellationToken cancellationToken)
    {
        if (await cursors.ReadAsync(mark, cancellationToken) is { Position: null } never)
        {
            await cursors.TryMoveAsync(never, DateTimeOffset.UnixEpoch, null, null, cancellationToken);
        }
    }

    private static async IAsyncEnumerable<ChangePage<TRecord>> NewRecordsAsync<TRecord>(
        ChangeSource<TRecord> source, ChangePoll poll, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in source.ReadPages(poll.Since ?? source.Start, cancellationToken))
        {
            if (!await poll.TurnToAsync(page.ServerTime, source.IsInOrder ? page.First : null, source.IsInOrder ? page.Last : null, cancellationToken))
            {
                yield break;
            }

            yield return page with { Records = [.. page.Records.Where(r => poll.IsNew(source.VersionOf(r)))] };
        }
    }

    private async Task<(ChangePoll Poll, bool IsFirst)> BeginAsync<TRecord>(ChangeSource<TRecord> source, PollProgress? earlier, CancellationToken cancellationToken)
    {
        var poll = new ChangePoll(source.Cursor, cursors, seen, source.Overlap);
        await poll.BeginAsync(earlier, cancellationToken);
        var isFirst = poll.Since is null;
        if (isFirst && source.Newest is { } newest)
        {
            await poll.StandAtNewestAsync(newest, cancellationToken);
        }

        return (poll, isFirst);
    }
}
