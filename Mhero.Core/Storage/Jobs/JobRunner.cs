using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Pauses;
using Mhero.Core.Storage.Queues;

namespace Mhero.Core.Storage.Jobs;

/// <summary>
/// Carries bulk operations out, on a queue and in chunks. A process that dies leaves the chunk's items behind, and the
/// message comes back and goes on from there. See docs/adr/0020.
/// </summary>
public sealed partial class JobRunner
{
    // A function may run for five minutes at least.
    private static readonly TimeSpan Turn = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan DefaultDelay = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);

    /// <summary>Items that could not be tried for so long are counted as failed, and the next ones tried.</summary>
    private const int MaxPostponed = 120;

    private readonly JobStore _store;
    private readonly JobOrders _orders;
    private readonly IReadOnlyList<IJobWork> _works;
    private readonly DeadLetterStore _deadLetters;
    private readonly PauseSwitch _pauses;
    private readonly TimeProvider _time;
    private readonly ILogger<JobRunner> _logger;
    private readonly string _queue;

    internal JobRunner(
        JobStore store, JobOrders orders, IEnumerable<IJobWork> works, DeadLetterStore deadLetters, PauseSwitch pauses, TimeProvider time, ILogger<JobRunner> logger, JobsQueue queue) =>
        (_store, _orders, _works, _deadLetters, _pauses, _time, _logger, _queue) = (store, orders, [.. works], deadLetters, pauses, time, logger, queue.Name);

    /// <summary>Handles a message of the queue of jobs: carries the job on for up to two minutes. Twice at once does no harm.</summary>
    /// <param name="content">The message as it lies on the queue.</param>
    /// <param name="cancellationToken">Cancels; the message is then to be delivered again.</param>
    public async Task HandleAsync(string content, CancellationToken cancellationToken)
    {
        using var activity = MessageTrace.StartHandling(_queue, content);
        if (await OpenAsync(content, cancellationToken) is not { IsFinished: false } found)
        {
            return;
        }

        var lease = new JobLease(_store, _time, found.Id);
        var row = await lease.TakeAsync(cancellationToken);
        if (row is null or { IsFinished: true })
        {
            return;
        }

        if (row.Owner != lease.Owner)
        {
            // Checked again when its lease is over, since its owner may have died.
            await _orders.SendAsync(row.Id, row.LeaseUntil - _time.GetUtcNow() + TimeSpan.FromSeconds(1), cancellationToken);
            return;
        }

        try
        {
            await RunAsync(row, _works.Single(work => work.Kind == row.Kind), lease, cancellationToken);
        }
        catch
        {
            await lease.ReleaseAsync();
            throw;
        }
    }

    /// <summary>Gives a job up whose message was delivered too often: it has a dead letter then, whose replay carries it on.</summary>
    /// <param name="content">The message as it lies on the queue.</param>
    /// <param name="cancellationToken">Cancels; the message is then to be delivered again.</param>
    public async Task HandlePoisonAsync(string content, CancellationToken cancellationToken)
    {
        if (await OpenAsync(content, cancellationToken) is not { State: not JobStates.Done } row)
        {
            return;
        }

        await _deadLetters.RecordAsync(
            _queue, $"job {row.Id}", StorageJson.Write(new JobMessage(row.Id), StorageJson.Instance.JobMessage), SyncCodes.Poison,
            $"The job {row.Kind} failed repeatedly after {row.Done} items. Replay this dead letter to carry it on.", 1, cancellationToken);
        await _store.ChangeAsync(
            row.Id,
            r => r.IsFinished ? r : r with { State = JobStates.Failed, FinishedAt = _time.GetUtcNow(), Code = SyncCodes.Poison, Owner = null, LeaseUntil = default },
            cancellationToken);
    }

    /// <summary>The job that the message names; null when the message had to be recorded as unreadable.</summary>
    private async Task<JobRow?> OpenAsync(string content, CancellationToken cancellationToken)
    {
        if (MessageText.TryRead(content, out var bytes, out var text))
        {
            try
            {
                if (JsonSerializer.Deserialize(text, StorageJson.Instance.JobMessage)?.Job is { } id
                    && await _store.FindAsync(id, cancellationToken) is { } row && _works.Any(work => work.Kind == row.Kind))
                {
                    return row.State == JobStates.Failed
                        ? await _store.ChangeAsync(id, r => r.State == JobStates.Failed ? r with { State = JobStates.Running, FinishedAt = null, Code = null } : r, cancellationToken)
                        : row;
                }
            }
            catch (JsonException)
            {
                // Recorded below with its bytes.
            }
        }

        await _deadLetters.RecordUnreadableAsync(_queue, bytes, "it names no job", cancellationToken);
        return null;
    }

    private async Task RunAsync(JobRow row, IJobWork work, JobLease lease, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        if (row.Total is null)
        {
            var total = row.Items?.Count ?? await work.ItemsAsync(row, cancellationToken).CountAsync(cancellationToken);
            row = await lease.SaveAsync(r => r with { Total = total }, cancellationToken) ?? row;
        }

        while (true)
        {
            if (work.Direction is { } direction && await _pauses.FindAsync(direction, cancellationToken) is not null)
            {
                await PostponeAsync(row, lease, work.PausedDelay, cancellationToken);
                return;
            }

            var chunk = row.Chunk ?? await work.ItemsAsync(row, cancellationToken).Take(work.ChunkSize).ToListAsync(cancellationToken);
            if (chunk.Count == 0)
            {
                await lease.SaveAsync(r => r with { State = JobStates.Done, FinishedAt = _time.GetUtcNow(), Owner = null }, cancellationToken);
                LogDone(row.Id, row.Kind, row.Done, row.Failed);
                return;
            }

            if (row.Chunk is null && await lease.SaveAsync(r => r with { Chunk = chunk }, cancellationToken) is null)
            {
                return;
            }

            if (await TryAsync(row, work, chunk, lease, cancellationToken) is not { } failed)
            {
                return;
            }

            var next = await lease.SaveAsync(
                r => r with { Done = r.Done + chunk.Count - failed, Failed = r.Failed + failed, After = chunk[^1], Chunk = null, Postponed = 0 }, cancellationToken);
            if (next is null)
            {
                return;
            }

            row = next;
            if (_time.GetElapsedTime(began) > Turn)
            {
                await PostponeAsync(row, lease, null, cancellationToken);
                return;
            }
        }
    }

    /// <summary>Does a chunk, or postpones it.</summary>
    /// <returns>How many items could not be done; null when the chunk comes again later.</returns>
    private async Task<int?> TryAsync(JobRow row, IJobWork work, IReadOnlyList<string> chunk, JobLease lease, CancellationToken cancellationToken)
    {
        try
        {
            return await work.DoAsync(row, chunk, cancellationToken);
        }
        catch (JobPostponedException e)
        {
            LogPostponed(row.Id, row.Kind, e.Code);
            if (row.Postponed >= MaxPostponed)
            {
                return chunk.Count;
            }

            if (await lease.SaveAsync(r => r with { Postponed = r.Postponed + 1 }, cancellationToken) is not null)
            {
                var delay = e.Delay ?? DefaultDelay;
                await PostponeAsync(row, lease, delay < LongestDelay ? delay : LongestDelay, cancellationToken);
            }

            return null;
        }
    }

    private async Task PostponeAsync(JobRow row, JobLease lease, TimeSpan? delay, CancellationToken cancellationToken)
    {
        await _orders.SendAsync(row.Id, delay, cancellationToken);
        await lease.ReleaseAsync();
    }

    [LoggerMessage(4090, LogLevel.Information, "The job {Job} ({Kind}) is done: {Done} items; {Failed} could not be done")]
    private partial void LogDone(string job, string kind, int done, int failed);

    [LoggerMessage(4096, LogLevel.Warning, "The job {Job} ({Kind}) waits: {Code}")]
    private partial void LogPostponed(string job, string kind, string code);
}
