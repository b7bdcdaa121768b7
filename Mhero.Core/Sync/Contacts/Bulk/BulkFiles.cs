namespace Mhero.Core.Sync.Contacts.Bulk;

/// <summary>Divides the rows of a bulk load into files, and decides when their import has ended.</summary>
internal sealed partial class BulkFiles(BulkStore store, IOptions<BulkLoadOptions> options, TimeProvider time, ILogger<BulkFiles> logger)
{
    private const int Chunk = 500;

    /// <summary>
    /// Gives each row its file, in the order of the workers. A call that was broken off is repeated from the beginning: rows that have a file keep it.
    /// With fewer rows than the threshold none get a file, and the load is released.
    /// </summary>
    /// <param name="load">The load.</param>
    /// <param name="turn">How long the call may take.</param>
    /// <param name="cancellationToken">Cancels between two chunks.</param>
    /// <returns>Whether all rows have their file.</returns>
    public async Task<bool> DivideAsync(BulkLoadRow load, TimeSpan turn, CancellationToken cancellationToken)
    {
        if (await store.CountOpenAsync(cancellationToken) is var open && open < load.Threshold)
        {
            LogBelow(open, load.Threshold);
            await EndAsync(load, BulkLoadStates.Dividing, BulkLoadStates.BelowThreshold, cancellationToken);
            return true;
        }

        var began = time.GetTimestamp();
        var (columns, counts) = (new BulkColumns(), new SortedDictionary<int, int>());
        var chunk = new List<(string Worker, BulkRow Row, string? Version)>();
        await foreach (var (worker, entry) in store.ScanAsync(cancellationToken))
        {
            if (entry.Row is not { IsForFile: true } row || row.Load != load.Id)
            {
                continue;
            }

            if (row.File is { } known)
            {
                (columns, counts[known]) = (BulkPlan.ColumnsWith(row, columns), counts.GetValueOrDefault(known) + 1);
                continue;
            }

            chunk.Add((worker, row, entry.Version));
            if (chunk.Count == Chunk)
            {
                columns = await GiveFilesAsync(chunk, counts, columns, cancellationToken);
                if (time.GetElapsedTime(began) > turn)
                {
                    return false;
                }
            }
        }

        columns = await GiveFilesAsync(chunk, counts, columns, cancellationToken);
        var now = time.GetUtcNow();
        await store.ChangeLoadAsync(
            row => row is { State: BulkLoadStates.Dividing } && row.Id == load.Id
                ? row with
                {
                    State = BulkLoadStates.Waiting,
                    Columns = columns,
                    Files = [.. counts.Select(c => new BulkLoadFile(c.Key, BulkCsv.NameOf(c.Key), c.Value, null))],
                    ReadyAt = now,
                    HoldUntil = now + options.Value.HoldFor,
                }
                : row,
            cancellationToken);
        LogReady(counts.Count, counts.Values.Sum());
        return true;
    }

    /// <summary>Releases a load whose import has ended, or whose time is over.</summary>
    /// <param name="load">A load that waits for its import.</param>
    /// <param name="cancellationToken">Cancels; a repeat does no harm.</param>
    /// <returns>Whether it is released now.</returns>
    public async Task<bool> CheckEndAsync(BulkLoadRow load, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var outcome = await store.CountOpenAsync(cancellationToken) == 0 ? BulkLoadStates.Imported
            : load.Files.All(f => f.LastSeen is not null) && load.Files.Max(f => f.LastSeen) + options.Value.SettleAfter < now ? BulkLoadStates.Settled
            : load.HoldUntil <= now ? BulkLoadStates.Expired
            : null;
        if (outcome is not null)
        {
            await EndAsync(load, BulkLoadStates.Waiting, outcome, cancellationToken);
        }

        return outcome is not null;
    }

    /// <summary>Deletes the rows of loads that are so old that their files must not be imported any more.</summary>
    /// <param name="load">The load that begins.</param>
    /// <param name="cancellationToken">Cancels; the next load deletes what is left.</param>
    public async Task ForgetOldAsync(BulkLoadRow load, CancellationToken cancellationToken)
    {
        var old = new List<string>();
        await foreach (var (worker, entry) in store.ScanAsync(cancellationToken))
        {
            if (entry.Row.Load != load.Id && entry.Row.PlannedAt < time.GetUtcNow() - BulkRow.CountsFor)
            {
                old.Add(worker);
            }

            if (old.Count == Chunk)
            {
                await store.DeleteAsync(old, cancellationToken);
                old.Clear();
            }
        }

        await store.DeleteAsync(old, cancellationToken);
        await store.ClearAsync(cancellationToken);
    }

    private async Task EndAsync(BulkLoadRow load, string state, string outcome, CancellationToken cancellationToken) => await store.ChangeLoadAsync(
        row => row is not null && row.State == state && row.Id == load.Id ? row with { State = BulkLoadStates.Releasing, Outcome = outcome } : row, cancellationToken);

    /// <summary>A row that a batch changed in between gets no file: its writes wait for the end of the load.</summary>
    private async Task<BulkColumns> GiveFilesAsync(
        List<(string Worker, BulkRow Row, string? Version)> chunk, SortedDictionary<int, int> counts, BulkColumns columns, CancellationToken cancellationToken)
    {
        var given = new Dictionary<string, BulkRow>();
        var taken = new SortedDictionary<int, int>(counts);
        foreach (var (worker, row, _) in chunk)
        {
            var file = 1;
            while (taken.GetValueOrDefault(file) >= options.Value.RowsPerFile)
            {
                file++;
            }

            taken[file] = taken.GetValueOrDefault(file) + 1;
            given[worker] = row with { File = file };
        }

        var refused = await store.WriteAsync([.. chunk.Select(c => (c.Worker, given[c.Worker], c.Version))], cancellationToken);
        foreach (var (worker, row) in given.Where(g => !refused.Contains(g.Key)))
        {
            counts[row.File!.Value] = counts.GetValueOrDefault(row.File.Value) + 1;
            columns = BulkPlan.ColumnsWith(row, columns);
        }

        chunk.Clear();
        return columns;
    }

    [LoggerMessage(4016, LogLevel.Information, "The bulk load has {Rows} pending writes, fewer than {Threshold}: the sync writes them one by one")]
    private partial void LogBelow(int rows, int threshold);

    [LoggerMessage(4017, LogLevel.Information, "The bulk load made {Files} files with {Rows} contacts")]
    private partial void LogReady(int files, int rows);
}
