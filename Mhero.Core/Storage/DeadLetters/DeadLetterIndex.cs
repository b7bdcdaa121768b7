using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Storage.DeadLetters;

/// <summary>
/// Lists and counts dead letters by their index. A page takes a request for each group of equal causes that can match, and the
/// groups take two each, however many dead letters there are. See docs/adr/0045.
/// </summary>
public sealed class DeadLetterIndex
{
    /// <summary>Rows of one reading that a page looks at before it ends short, so that a filter that matches little costs no more than one that matches much.</summary>
    private const int MaxLookedAt = 5_000;

    private const int MaxPageSize = 1_000;
    private const int Parallel = 8;

    private readonly DocumentTable _table;
    private readonly DeadLetterTable _letters;
    private volatile bool _isIndexed;

    internal DeadLetterIndex(DocumentTable table, DeadLetterTable letters) => (_table, _letters) = (table, letters);

    /// <summary>Lists open dead letters, the latest failure first.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="max">How many at most.</param>
    /// <param name="after">The <see cref="DeadLetterPage.Next"/> of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A page; it is empty for a continuation that is not one.</returns>
    public async Task<DeadLetterPage> ListAsync(DeadLetterFilter filter, int max, string? after, CancellationToken cancellationToken = default)
    {
        if (max <= 0)
        {
            return new DeadLetterPage([], null);
        }

        var from = filter.To is { } to ? DeadLetterKeys.Inverse(to, 1) : string.Empty;
        var past = filter.From is { } since ? DeadLetterKeys.Inverse(since, 1) : DeadLetterKeys.Past;
        var groups = await GroupKeysAsync(filter, cancellationToken);
        return await PageAsync(groups.Select(group => $"{DeadLetterKeys.Latest}|{group}|"), from, past, filter, filter.ComparesRows, max, after, cancellationToken);
    }

    /// <summary>Lists discarded dead letters, the latest discard first.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="max">How many at most.</param>
    /// <param name="after">The <see cref="DeadLetterPage.Next"/> of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A page; it is empty for a continuation that is not one.</returns>
    public Task<DeadLetterPage> ListDiscardedAsync(DeadLetterFilter filter, int max, string? after, CancellationToken cancellationToken = default) =>
        max <= 0
            ? Task.FromResult(new DeadLetterPage([], null))
            : PageAsync([DeadLetterKeys.Discarded + "|"], string.Empty, DeadLetterKeys.Past, filter, filter != new DeadLetterFilter(), max, after, cancellationToken);

    /// <summary>Counts the open dead letters of each queue; one request for 60 groups of equal causes.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The counts by the queue's name; a queue without dead letters has none.</returns>
    public async Task<IReadOnlyDictionary<string, int>> CountByQueueAsync(CancellationToken cancellationToken = default) =>
        (await CountersAsync(cancellationToken)).GroupBy(group => group.Queue, StringComparer.Ordinal).ToDictionary(queue => queue.Key, queue => queue.Sum(group => group.Count), StringComparer.Ordinal);

    /// <summary>
    /// Lists the open dead letters about one person: those whose payload names a contact, and those whose subject the person is. A request for each name, and one for each
    /// name and queue with dead letters, however many of them there are.
    /// </summary>
    /// <param name="names">The person's references and UUIDs.</param>
    /// <param name="max">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The dead letters, the latest failure first.</returns>
    internal async Task<IReadOnlyList<DeadLetterSummary>> ListAboutAsync(IReadOnlyCollection<string> names, int max, CancellationToken cancellationToken)
    {
        var queues = (await CountersAsync(cancellationToken)).Select(group => group.Queue).Distinct(StringComparer.Ordinal).ToList();
        var ids = names.SelectMany(name => queues.Select(queue => DeadLetterStore.IdFor(queue, name))).ToList();
        var found = (await _letters.FindManyAsync(ids, cancellationToken)).Values.Where(row => row.Discarded is null).Select(row => row.ToSummary()).ToList();
        foreach (var range in names.Select(DeadLetterKeys.ContactRange))
        {
            found.AddRange(await _table.ScanRangeAsync(DeadLetterKeys.Partition, range, range + DeadLetterKeys.Past, max, cancellationToken)
                .Take(max).Select(document => StorageJson.Read(document, StorageJson.Instance.DeadLetterSummary)).ToListAsync(cancellationToken));
        }

        return [.. found.DistinctBy(letter => letter.Id).OrderByDescending(letter => letter.LastFailedAt).Take(max)];
    }

    /// <summary>Lists the groups of equal causes, the largest first.</summary>
    /// <param name="filter">Only queue and code of it count; null for all groups.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The groups with at least one open dead letter.</returns>
    public async Task<IReadOnlyList<DeadLetterGroup>> GroupsAsync(DeadLetterFilter? filter = null, CancellationToken cancellationToken = default)
    {
        var counted = (await CountersAsync(cancellationToken)).Where(group => group.Count > 0 && (filter is null || filter.TakesGroup(group.Queue, group.Code))).ToList();
        var groups = new DeadLetterGroup?[counted.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken };
        await System.Threading.Tasks.Parallel.ForEachAsync(Enumerable.Range(0, counted.Count), parallel, async (i, token) =>
        {
            var (queue, code, count) = counted[i];
            var key = DeadLetterKeys.GroupOf(queue, code);
            var latest = await FirstAsync($"{DeadLetterKeys.Latest}|{key}|", token);
            var earliest = await FirstAsync($"{DeadLetterKeys.Received}|{key}|", token);
            if (latest is not null && earliest is not null)
            {
                groups[i] = new DeadLetterGroup(queue, code, count, earliest.FirstFailedAt, latest.LastFailedAt, latest.Cause);
            }
        });
        return [.. groups.OfType<DeadLetterGroup>().OrderByDescending(group => group.Count).ThenBy(group => group.Queue, StringComparer.Ordinal).ThenBy(group => group.Code, StringComparer.Ordinal)];
    }

    /// <summary>The dead letters in the order of receipt, one page of rows of each group in memory at a time.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="after">The position of the last one that is not wanted; null for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The position of each, and the dead letter.</returns>
    internal async IAsyncEnumerable<(string Position, DeadLetterSummary Letter)> ReceivedAsync(
        DeadLetterFilter filter, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var groups = await GroupKeysAsync(filter, cancellationToken);
        var rows = MergeAsync(groups.Select(group => $"{DeadLetterKeys.Received}|{group}|"), After(string.Empty, after), DeadLetterKeys.Past, 200, cancellationToken);
        await foreach (var (position, letter) in rows)
        {
            if (filter.Takes(letter))
            {
                yield return (position, letter);
            }
        }
    }

    /// <summary>The count of each queue and code, those that are empty included.</summary>
    internal async Task<IReadOnlyList<(string Queue, string Code, int Count)>> CountersAsync(CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken);
        var counts = new Dictionary<(string Queue, string Code), int>();
        await foreach (var document in _table.ScanRangeAsync(DeadLetterKeys.Partition, DeadLetterKeys.Counters + "|", DeadLetterKeys.Counters + DeadLetterKeys.Past, MaxPageSize, cancellationToken))
        {
            var counter = StorageJson.Read(document, StorageJson.Instance.DeadLetterCounter);
            counts[(counter.Queue, counter.Code)] = counts.GetValueOrDefault((counter.Queue, counter.Code)) + counter.Count;
        }

        return [.. counts.Select(count => (count.Key.Queue, count.Key.Code, count.Value))];
    }

    private async Task<IReadOnlyList<string>> GroupKeysAsync(DeadLetterFilter filter, CancellationToken cancellationToken) =>
        [.. (await CountersAsync(cancellationToken)).Where(group => group.Count > 0 && filter.TakesGroup(group.Queue, group.Code)).Select(group => DeadLetterKeys.GroupOf(group.Queue, group.Code))];

    private async Task<DeadLetterPage> PageAsync(
        IEnumerable<string> ranges, string from, string past, DeadLetterFilter filter, bool comparesRows, int max, string? after, CancellationToken cancellationToken)
    {
        var letters = new List<DeadLetterSummary>();
        var lookedAt = 0;
        string? last = null;
        var wanted = ranges.ToList();

        // A condition that is compared row by row may match few: the rows that are looked at then come with few requests, however the groups share them.
        var pageSize = comparesRows ? Math.Max(max + 1, MaxLookedAt / Math.Max(1, wanted.Count)) : max + 1;
        await foreach (var (position, letter) in MergeAsync(wanted, After(from, after), past, Math.Min(MaxPageSize, pageSize), cancellationToken))
        {
            if (letters.Count == max || lookedAt == MaxLookedAt)
            {
                return new DeadLetterPage(letters, last);
            }

            lookedAt++;
            last = position;
            if (filter.Takes(letter))
            {
                letters.Add(letter);
            }
        }

        return new DeadLetterPage(letters, null);
    }

    /// <summary>The later of a range's beginning and the position behind a row.</summary>
    private static string After(string from, string? after) =>
        after is not null && string.CompareOrdinal(after + "0", from) > 0 ? after + "0" : from;

    private async Task<DeadLetterSummary?> FirstAsync(string range, CancellationToken cancellationToken)
    {
        await foreach (var document in _table.ScanRangeAsync(DeadLetterKeys.Partition, range, range + DeadLetterKeys.Past, 1, cancellationToken))
        {
            return StorageJson.Read(document, StorageJson.Instance.DeadLetterSummary);
        }

        return null;
    }

    /// <summary>The rows of several ranges in one order, by what follows the range in their keys.</summary>
    private async IAsyncEnumerable<(string Position, DeadLetterSummary Letter)> MergeAsync(
        IEnumerable<string> ranges, string from, string past, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var open = new List<IAsyncEnumerator<Document>>();
        try
        {
            var heads = new PriorityQueue<(IAsyncEnumerator<Document> Rows, string Range), string>(StringComparer.Ordinal);
            foreach (var range in ranges)
            {
                var rows = _table.ScanRangeAsync(DeadLetterKeys.Partition, range + from, range + past, pageSize, cancellationToken).GetAsyncEnumerator(cancellationToken);
                open.Add(rows);
                if (await rows.MoveNextAsync())
                {
                    heads.Enqueue((rows, range), rows.Current.Key[range.Length..]);
                }
            }

            while (heads.TryDequeue(out var head, out var position))
            {
                yield return (position, StorageJson.Read(head.Rows.Current, StorageJson.Instance.DeadLetterSummary));
                if (await head.Rows.MoveNextAsync())
                {
                    heads.Enqueue(head, head.Rows.Current.Key[head.Range.Length..]);
                }
            }
        }
        finally
        {
            foreach (var rows in open)
            {
                await rows.DisposeAsync();
            }
        }
    }

    /// <summary>Gives the rows of an earlier version of mHero their index, once. It may be interrupted, and goes on with the rest the next time.</summary>
    private async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (_isIndexed)
        {
            return;
        }

        if (await _table.FindAsync(DeadLetterKeys.Partition, DeadLetterKeys.Marker, cancellationToken) is null)
        {
            var old = await _letters.ScanAsync(DeadLetterKeys.FirstId, DeadLetterKeys.PastIds, cancellationToken).Where(row => row.Stamp is null).Select(row => row.Id).ToListAsync(cancellationToken);
            if (old.Count > 0)
            {
                var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken };
                await System.Threading.Tasks.Parallel.ForEachAsync(old, parallel, async (id, token) => await _letters.IndexAsync(id, token));
            }

            await _table.WriteAsync(DeadLetterKeys.Partition, [new Document(DeadLetterKeys.Marker, "{}", Document.AnyVersion)], cancellationToken);
        }

        _isIndexed = true;
    }
}
