using Mhero.Core.Storage.Retention;
using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Storage.SyncLog;

/// <summary>
/// Log of sync executions, exact across instances and redelivered messages: each batch of work has a row of its own,
/// which a second delivery overwrites, so nothing is counted twice. A run is complete when its reading is finished and
/// all batches, those that batches spawned included, are recorded; then the rows are folded into the run's own.
/// </summary>
/// <param name="table">Where they are kept.</param>
/// <param name="options">How long.</param>
/// <param name="time">The clock.</param>
public sealed class SyncLogStore(DocumentTable table, IOptions<RetentionOptions> options, TimeProvider time) : IRetention
{
    private const string Runs = "runs";
    private const string Batches = WireNames.BatchPartition;
    private const string Readings = "last-readings";
    private const char Separator = '|';
    private const int PageSize = 50;
    private const int MaxPage = 1_000;

    /// <summary>Rows that are read to find those of one kind: five requests.</summary>
    private const int MaxLookedAt = 5_000;

    string IRetention.Name => "syncLog";

    /// <summary>The id for a batch that another batch puts on the queue. It follows from the parent, so that a parent delivered twice spawns the same.</summary>
    /// <param name="parentBatchId">The batch that spawns.</param>
    /// <param name="number">1 for its first, 2 for its second …</param>
    /// <returns>The id.</returns>
    public static string SpawnedBatchId(string parentBatchId, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{SyncExecutionTotals.ParentOf(parentBatchId)}{SyncExecutionTotals.SpawnMark}{number}");

    /// <summary>Opens a run.</summary>
    /// <param name="kind">What kind of run it is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The run's id.</returns>
    public async Task<string> StartAsync(string kind, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var id = $"{Age(now)}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        var run = new SyncExecutionContent(kind, now, null, null, SyncCounts.Empty, 0, null);
        await table.WriteAsync(Runs, [new Document(id, StorageJson.Write(run, StorageJson.Instance.SyncExecutionContent))], cancellationToken);
        return id;
    }

    /// <summary>Records that the reading of a sync execution is over. To be called once, after the last batch is on the queue; a repeat does no harm.</summary>
    /// <param name="runId">The run; one that is no longer kept is left alone.</param>
    /// <param name="batchesEnqueued">How many batches the reader put on the queue.</param>
    /// <param name="readerCounts">The counts of the reader itself.</param>
    /// <param name="error">Why it stopped early; null if it did not.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Nothing.</returns>
    public async Task FinishReadingAsync(
        string runId, int batchesEnqueued, SyncCounts readerCounts, string? error, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var finished = await table.ChangeAsync(
            Runs,
            runId,
            StorageJson.Instance.SyncExecutionContent,
            run => run is null or { CompletedAt: not null }
                ? run
                : run with { ReadingFinishedAt = now, Counts = readerCounts, Batches = batchesEnqueued, Error = error },
            cancellationToken);
        if (finished is not { } run)
        {
            return;
        }

        if (error is null)
        {
            var content = StorageJson.Write(new LastReading(now, now, null), StorageJson.Instance.LastReading);
            await table.WriteAsync(Readings, [new Document(run.Kind, content, Document.AnyVersion)], cancellationToken);
        }
        else
        {
            await table.ChangeAsync(
                Readings, run.Kind, StorageJson.Instance.LastReading, last => new LastReading(last?.FinishedAt, last?.BehindSince ?? run.StartedAt, error), cancellationToken);
        }
    }

    /// <summary>
    /// The last reading of each kind: a row for a kind, so one request however long the log is. A kind without a row, whose first reading ended with its process or whose
    /// last one an earlier version of mHero wrote, is looked for among the last thousand executions.
    /// </summary>
    /// <param name="kinds">The kinds that are wanted.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The last readings by kind; a kind that was never read has none.</returns>
    internal async Task<IReadOnlyDictionary<string, LastReading>> LastReadingsAsync(IReadOnlyCollection<string> kinds, CancellationToken cancellationToken)
    {
        var last = new Dictionary<string, LastReading>(StringComparer.Ordinal);
        await foreach (var document in table.ScanAsync(Readings, null, cancellationToken))
        {
            last[document.Key] = StorageJson.Read(document, StorageJson.Instance.LastReading);
        }

        var missing = kinds.Where(kind => !last.ContainsKey(kind)).ToHashSet(StringComparer.Ordinal);
        if (missing.Count > 0)
        {
            await foreach (var document in table.ScanPagesAsync(Runs, null, MaxPage, cancellationToken).Take(MaxPage).WithCancellation(cancellationToken))
            {
                // The latest come first: the last of a kind that is met is its earliest.
                var run = Read(document);
                if (missing.Contains(run.Kind))
                {
                    var known = last.GetValueOrDefault(run.Kind);
                    var finished = known?.FinishedAt ?? (run.Error is null ? run.ReadingFinishedAt : null);
                    last[run.Kind] = new LastReading(finished, finished ?? run.StartedAt, known is null ? run.Error : known.Error);
                }
            }
        }

        return last;
    }

    /// <summary>Records the counts of a batch; a batch delivered again replaces its earlier record.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="batchId">The batch, unique in its run; for a spawned one <see cref="SpawnedBatchId"/>.</param>
    /// <param name="counts">Its counts.</param>
    /// <param name="spawnedBatches">How many further batches it put on the queue.</param>
    /// <param name="digest">Of the batch's message, by which <see cref="SpawnedAsync"/> knows it again; null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Nothing.</returns>
    public Task RecordBatchAsync(
        string runId, string batchId, SyncCounts counts, int spawnedBatches = 0, string? digest = null, CancellationToken cancellationToken = default)
    {
        var batch = new BatchContent(counts, spawnedBatches, time.GetUtcNow(), digest);
        var content = StorageJson.Write(batch, StorageJson.Instance.BatchContent);
        return table.WriteAsync(Batches, [new Document(BatchKey(runId, batchId), content, Document.AnyVersion)], cancellationToken);
    }

    /// <summary>Tells whether a batch's message was handled to its end before.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="batchId">The batch.</param>
    /// <param name="digest">Of the message: two batches may have one id if a delivery of their parent was interrupted.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many further batches it put on the queue; null when it is not recorded.</returns>
    public async Task<int?> SpawnedAsync(string runId, string batchId, string digest, CancellationToken cancellationToken = default) =>
        await table.FindAsync(Batches, BatchKey(runId, batchId), cancellationToken) is { } row && StorageJson.Read(row, StorageJson.Instance.BatchContent) is { } batch && batch.Digest == digest
            ? batch.Spawned
            : null;

    /// <summary>Reads a run with what its batches have done so far; completes it if nothing is outstanding.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The run; null if it is not known (any more).</returns>
    public async Task<SyncExecution?> FindAsync(string runId, CancellationToken cancellationToken = default)
    {
        var document = await table.FindAsync(Runs, runId, cancellationToken);
        while (document is not null)
        {
            var run = Read(document);
            if (run.CompletedAt is not null)
            {
                return Completed(runId, run);
            }

            var batches = await BatchesAsync(runId, cancellationToken);
            var tally = new SyncExecutionTotals(run, batches);
            if (tally.IsComplete)
            {
                var whole = run with { CompletedAt = tally.LastAt, Counts = tally.Counts, Batches = tally.Total };
                var content = StorageJson.Write(whole, StorageJson.Instance.SyncExecutionContent);
                var written = await table.WriteAsync(Runs, [document with { Content = content }], cancellationToken);
                if (written[runId] is not null)
                {
                    await table.DeleteAsync(Batches, [.. batches.Keys.Select(id => BatchKey(runId, id))], cancellationToken);
                    return Completed(runId, whole);
                }
            }

            // Another process may have folded the batches while these were counted: then the row has changed.
            var again = await table.FindAsync(Runs, runId, cancellationToken);
            if (!tally.IsComplete && again?.Version == document.Version)
            {
                return new SyncExecution(
                    runId, run.Kind, run.StartedAt, run.ReadingFinishedAt, null, tally.Counts, tally.Total, tally.Done, run.Error);
            }

            document = again;
        }

        return null;
    }

    /// <summary>Lists the latest runs, newest first, each as <see cref="FindAsync"/> gives it; those of one kind among the last 5,000 of all kinds.</summary>
    /// <param name="kind">Only those of a kind; null for all.</param>
    /// <param name="max">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The runs.</returns>
    public async Task<IReadOnlyList<SyncExecution>> RecentAsync(string? kind, int max, CancellationToken cancellationToken = default)
    {
        var recent = new List<SyncExecution>();
        if (max <= 0)
        {
            return recent;
        }

        var rows = table.ScanPagesAsync(Runs, null, kind is null ? PageSize : MaxPage, cancellationToken);
        await foreach (var document in rows.Take(MaxLookedAt).WithCancellation(cancellationToken))
        {
            var run = Read(document);
            if (kind is not null && run.Kind != kind)
            {
                continue;
            }

            var found = run.CompletedAt is null ? await FindAsync(document.Key, cancellationToken) : Completed(document.Key, run);
            if (found is not null)
            {
                recent.Add(found);
                if (recent.Count == max)
                {
                    break;
                }
            }
        }

        return recent;
    }

    private static SyncExecutionContent Read(Document document) => StorageJson.Read(document, StorageJson.Instance.SyncExecutionContent);

    private static SyncExecution Completed(string id, SyncExecutionContent run) => new(
        id, run.Kind, run.StartedAt, run.ReadingFinishedAt, run.CompletedAt, run.Counts, run.Batches, run.Batches, run.Error);

    private static string BatchKey(string runId, string batchId) => $"{runId}{Separator}{batchId}";

    // Counted down from the end of time: a later run sorts before an earlier one.
    private static string Age(DateTimeOffset at) =>
        (DateTimeOffset.MaxValue.UtcTicks - at.UtcTicks).ToString("x16", CultureInfo.InvariantCulture);

    private async Task<Dictionary<string, BatchContent>> BatchesAsync(string runId, CancellationToken cancellationToken)
    {
        var batches = new Dictionary<string, BatchContent>(StringComparer.Ordinal);
        var prefix = BatchKey(runId, string.Empty);
        await foreach (var row in table.ScanAsync(Batches, prefix, cancellationToken))
        {
            batches[row.Key[prefix.Length..]] = StorageJson.Read(row, StorageJson.Instance.BatchContent);
        }

        return batches;
    }

    // Batch rows that came after their run was completed, or whose run never was, go with the run: their keys begin with its id.
    async Task<int> IRetention.PurgeAsync(Func<bool> isSpent, CancellationToken cancellationToken)
    {
        var (before, removed) = (time.GetUtcNow() - options.Value.SyncLog, 0);
        foreach (var partition in (string[])[Runs, Batches])
        {
            await foreach (var old in table.ScanKeysAsync(partition, Age(before), null, cancellationToken).Chunk(100).WithCancellation(cancellationToken))
            {
                if (isSpent())
                {
                    return removed;
                }

                await table.DeleteAsync(partition, old, cancellationToken);
                removed += old.Length;
            }
        }

        return removed;
    }
}
