using Azure;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.Retention;
using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Storage.DeadLetters;

/// <summary>
/// Sends dead letters back to their queues. A replay is remembered before it is sent and its dead letter deleted after it, so a crash
/// may double the message, never lose it; the second copy carries the same mark and is not handled.
/// </summary>
internal sealed class DeadLetterReplays(DocumentTable table, DeadLetterTable letters, MessageQueues queues, IOptions<RetentionOptions> options, TimeProvider time)
{
    private const string Replayed = "dead-letters-replayed";
    private const string Copies = "dead-letters-copies";
    private const int Parallel = 8;

    private static readonly TimeSpan ForgetEvery = TimeSpan.FromHours(1);

    private long _nextForget;

    /// <summary>The memory of the last replay of a dead letter; null for none.</summary>
    public async Task<ReplayMemory?> FindMemoryAsync(string id, CancellationToken cancellationToken) =>
        await table.FindAsync(Replayed, id, cancellationToken) is { } document ? StorageJson.Read(document, StorageJson.Instance.ReplayMemory) : null;

    /// <summary>Forgets the replays of dead letters that are settled.</summary>
    public Task ForgetAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) => table.DeleteAsync(Replayed, ids, cancellationToken);

    /// <summary>Replays one dead letter.</summary>
    /// <returns>False if there is none.</returns>
    public async Task<bool> ReplayAsync(string id, CancellationToken cancellationToken)
    {
        if (await letters.FindAsync(id, cancellationToken) is not { } found)
        {
            return false;
        }

        if (await PrepareAsync(found.Row, found.Version, null, cancellationToken) is { } replay)
        {
            await SendAsync(replay, cancellationToken);
            await CloseAsync(replay, cancellationToken);
        }

        await ForgetOldAsync(cancellationToken);
        return true;
    }

    /// <summary>
    /// Replays dead letters for a job: the messages are sent one after the other in the order of the ids, the rest of the work is done for
    /// several at once. A second call of the same job sends no message that is handled a second time.
    /// </summary>
    /// <param name="ids">The dead letters; missing and discarded ones count as done.</param>
    /// <param name="job">The job's id.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>How many could not be sent, since their queue can never take them; those stay.</returns>
    public async Task<int> ReplayForAsync(IReadOnlyList<string> ids, string job, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken };
        var prepared = new PreparedReplay?[ids.Count];
        await System.Threading.Tasks.Parallel.ForEachAsync(Enumerable.Range(0, ids.Count), parallel, async (i, token) =>
            prepared[i] = await letters.FindAsync(ids[i], token) is { Row: { Discarded: null } row, Version: var version } ? await PrepareAsync(row, version, job, token) : null);

        var failed = 0;
        for (var i = 0; i < prepared.Length; i++)
        {
            if (prepared[i] is not { } replay)
            {
                continue;
            }

            try
            {
                await SendAsync(replay, cancellationToken);
            }
            catch (Exception e) when (e is ArgumentException or RequestFailedException { Status: 400 })
            {
                prepared[i] = null;
                failed++;
            }
        }

        await System.Threading.Tasks.Parallel.ForEachAsync(prepared.OfType<PreparedReplay>(), parallel, async (replay, token) => await CloseAsync(replay, token));
        return failed;
    }

    /// <summary>Decides whether a message that a replay sent may be handled: the copy that is taken first.</summary>
    public async Task<bool> TakeAsync(string replay, string copy, CancellationToken cancellationToken)
    {
        var taken = await table.ChangeAsync(
            Copies, replay, StorageJson.Instance.ReplayCopy, before => before ?? new ReplayCopy(copy, time.GetUtcNow()), cancellationToken);
        return taken!.Copy == copy;
    }

    /// <summary>Removes what is remembered of replays that are too old to come back, and dead letters that were discarded long ago; at most once an hour.</summary>
    public async Task ForgetOldAsync(CancellationToken cancellationToken)
    {
        var (now, due) = (time.GetUtcNow(), Interlocked.Read(ref _nextForget));
        if (now.UtcTicks < due || Interlocked.CompareExchange(ref _nextForget, (now + ForgetEvery).UtcTicks, due) != due)
        {
            return;
        }

        await ForgetOldAsync(Replayed, document => StorageJson.Read(document, StorageJson.Instance.ReplayMemory).ReplayedAt, cancellationToken);
        await ForgetOldAsync(Copies, document => StorageJson.Read(document, StorageJson.Instance.ReplayCopy).TakenAt, cancellationToken);
        var limit = now - options.Value.DiscardedDeadLetters;
        var range = $"{DeadLetterKeys.Discarded}|{DeadLetterKeys.Inverse(limit)}";
        await foreach (var key in table.ScanKeysAsync(DeadLetterKeys.Partition, range, DeadLetterKeys.Discarded + DeadLetterKeys.Past, cancellationToken))
        {
            await letters.ChangeAsync(key[(key.LastIndexOf('|') + 1)..], (row, _) => row?.Discarded?.At <= limit ? null : row, cancellationToken);
        }
    }

    /// <summary>Remembers a replay before it is sent: the message may fail again before the next line is reached.</summary>
    /// <returns>Null when the job has replayed it already, and it has failed again since.</returns>
    private async Task<PreparedReplay?> PrepareAsync(DeadLetterRow letter, string version, string? job, CancellationToken cancellationToken)
    {
        var before = await FindMemoryAsync(letter.Id, cancellationToken);
        var isSameFailure = before?.Failure is { } failure && IsSame(failure, version);
        if (!isSameFailure && job is not null && before?.Job == job)
        {
            return null;
        }

        // The same failure replayed again, since a process died or another call came at the same time, is the same replay.
        var memory = new ReplayMemory(
            letter.FirstFailedAt, time.GetUtcNow(), isSameFailure ? before!.Replays : Math.Max(letter.Replays, before?.Replays ?? 0) + 1, version, job, letter.Failures);
        await table.WriteAsync(Replayed, [new Document(letter.Id, StorageJson.Write(memory, StorageJson.Instance.ReplayMemory), Document.AnyVersion)], cancellationToken);
        return new PreparedReplay(letter, version, memory.Replays);
    }

    private Task SendAsync(PreparedReplay replay, CancellationToken cancellationToken) =>
        queues.SendAsync(replay.Letter.Queue, ReplayMark.Add(replay.Letter.Payload, $"{replay.Letter.Id}-{replay.Replays}"), null, cancellationToken);

    /// <summary>Only the failure that was replayed goes; a newer one of the same subject stays.</summary>
    private Task<DeadLetterRow?> CloseAsync(PreparedReplay replay, CancellationToken cancellationToken) =>
        letters.ChangeAsync(replay.Letter.Id, (row, version) => row is not null && IsSame(version!, replay.Version) ? null : row, cancellationToken);

    // A scan and a read may write the colons of the version's date differently.
    internal static bool IsSame(string one, string other) => Uri.UnescapeDataString(one) == Uri.UnescapeDataString(other);

    private async Task ForgetOldAsync(string partition, Func<Document, DateTimeOffset> timeOf, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - options.Value.Claims;
        var old = new List<string>();
        await foreach (var document in table.ScanAsync(partition, null, cancellationToken))
        {
            if (timeOf(document) < before)
            {
                old.Add(document.Key);
            }
        }

        await table.DeleteAsync(partition, old, cancellationToken);
    }
}
