using System.Text.Json;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Queues;
using Microsoft.Extensions.Logging;

namespace Mhero.Core.Storage.Jobs;

/// <summary>
/// Replays dead letters in bulk, on a queue and in chunks. A process that dies leaves the chunk's ids behind, and the
/// message comes back and goes on from there. See docs/adr/0020.
/// </summary>
public sealed partial class ReplayJobs
{
    /// <summary>The kind of these jobs.</summary>
    public const string Kind = "replay";

    private const int ChunkSize = 32;
    private const int ParallelReplays = 8;

    // A chunk takes about a second. A function may run for five minutes at least.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Turn = TimeSpan.FromMinutes(2);

    private readonly JobStore _store;
    private readonly DeadLetterStore _deadLetters;
    private readonly MessageQueues _queues;
    private readonly TimeProvider _time;
    private readonly ILogger<ReplayJobs> _logger;
    private readonly string _queue;

    internal ReplayJobs(JobStore store, DeadLetterStore deadLetters, MessageQueues queues, TimeProvider time, ILogger<ReplayJobs> logger, JobsQueue queue) =>
        (_store, _deadLetters, _queues, _time, _logger, _queue) = (store, deadLetters, queues, time, logger, queue.Name);

    /// <summary>Orders the replay of all dead letters; one that is ordered or runs already for the same queue is returned instead.</summary>
    /// <param name="queue">Only those of this queue; null for all.</param>
    /// <param name="cancellationToken">Cancels; it is not known then whether there is a job, and a repeat does no harm.</param>
    /// <returns>The job.</returns>
    public async Task<Job> StartAsync(string? queue, CancellationToken cancellationToken)
    {
        var row = await _store.AddAsync(Kind, queue, cancellationToken);
        if (row.LeaseUntil < _time.GetUtcNow())
        {
            // Also for a job that was there: its message may never have been sent. A message too many does no harm.
            await SendAsync(row.Id, null, cancellationToken);
        }

        return row.ToJob();
    }

    /// <summary>Reads a job.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The job; null if there is none.</returns>
    public async Task<Job?> FindAsync(string id, CancellationToken cancellationToken) => (await _store.FindAsync(id, cancellationToken))?.ToJob();

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

        var me = Guid.NewGuid().ToString("N");
        var row = await _store.ChangeAsync(found.Id, r => Take(r, me), cancellationToken);
        if (row is null or { IsFinished: true })
        {
            return;
        }

        if (row.Owner != me)
        {
            // Checked again when its lease is over, since its owner may have died.
            await SendAsync(row.Id, row.LeaseUntil - _time.GetUtcNow() + TimeSpan.FromSeconds(1), cancellationToken);
            return;
        }

        try
        {
            await RunAsync(row, me, cancellationToken);
        }
        catch
        {
            await ReleaseAsync(row.Id, me);
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
                if (JsonSerializer.Deserialize(text, StorageJson.Instance.JobMessage)?.Job is { } id && await _store.FindAsync(id, cancellationToken) is { } row)
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

    private JobRow Take(JobRow row, string me)
    {
        var now = _time.GetUtcNow();
        return row.IsFinished || (row.Owner is not null && row.LeaseUntil > now)
            ? row
            : row with { Owner = me, LeaseUntil = now + Lease, State = JobStates.Running, StartedAt = row.StartedAt ?? now };
    }

    private async Task RunAsync(JobRow row, string me, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        if (row.Total is null)
        {
            var total = await _deadLetters.ScanIdsAsync(row.Queue, null, cancellationToken).CountAsync(cancellationToken);
            row = await SaveAsync(row.Id, me, r => r with { Total = total }, cancellationToken) ?? row;
        }

        while (true)
        {
            var chunk = row.Chunk ?? await _deadLetters.ScanIdsAsync(row.Queue, row.After, cancellationToken).Take(ChunkSize).ToListAsync(cancellationToken);
            if (chunk.Count == 0)
            {
                await SaveAsync(row.Id, me, r => r with { State = JobStates.Done, FinishedAt = _time.GetUtcNow(), Owner = null }, cancellationToken);
                await _deadLetters.ForgetOldReplaysAsync(cancellationToken);
                LogDone(row.Id, row.Done, row.Failed);
                return;
            }

            if (row.Chunk is null && await SaveAsync(row.Id, me, r => r with { Chunk = chunk }, cancellationToken) is null)
            {
                return;
            }

            var failed = await ReplayAsync(chunk, row.Id, cancellationToken);
            var next = await SaveAsync(
                row.Id, me, r => r with { Done = r.Done + chunk.Count - failed, Failed = r.Failed + failed, After = chunk[^1], Chunk = null }, cancellationToken);
            if (next is null)
            {
                return;
            }

            row = next;
            if (_time.GetElapsedTime(began) > Turn)
            {
                await SendAsync(row.Id, null, cancellationToken);
                await ReleaseAsync(row.Id, me);
                return;
            }
        }
    }

    private async Task<int> ReplayAsync(IReadOnlyList<string> chunk, string job, CancellationToken cancellationToken)
    {
        var failed = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ParallelReplays, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(chunk, parallel, async (id, token) =>
        {
            if (!await _deadLetters.TryReplayForAsync(id, job, token))
            {
                Interlocked.Increment(ref failed);
            }
        });
        return failed;
    }

    /// <summary>Changes the job and renews the lease.</summary>
    /// <returns>The job; null if another invocation has taken it over.</returns>
    private async Task<JobRow?> SaveAsync(string id, string me, Func<JobRow, JobRow> change, CancellationToken cancellationToken)
    {
        var isMine = false;
        var row = await _store.ChangeAsync(
            id,
            before =>
            {
                isMine = before.Owner == me;
                return isMine ? change(before) with { LeaseUntil = _time.GetUtcNow() + Lease } : before;
            },
            cancellationToken);
        return isMine ? row : null;
    }

    private async Task ReleaseAsync(string id, string me) =>
        await _store.ChangeAsync(id, r => r.Owner == me ? r with { Owner = null, LeaseUntil = default } : r, CancellationToken.None);

    private Task SendAsync(string id, TimeSpan? delay, CancellationToken cancellationToken) =>
        _queues.SendAsync(_queue, StorageJson.Write(new JobMessage(id), StorageJson.Instance.JobMessage), delay, cancellationToken);

    [LoggerMessage(4090, LogLevel.Information, "The job {Job} replayed {Done} dead letters; {Failed} could not be sent")]
    private partial void LogDone(string job, int done, int failed);
}
