using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Azure;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Storage.DeadLetters;

/// <summary>The records that could not be handled. They do not stop other records, are listed, and can be replayed.</summary>
/// <param name="table">Where they are kept.</param>
/// <param name="queues">Where replays go.</param>
/// <param name="time">The clock.</param>
public sealed class DeadLetterStore(DocumentTable table, MessageQueues queues, TimeProvider time)
{
    private const string Partition = "dead-letters";
    private const string Replayed = "dead-letters-replayed";
    private const string Copies = "dead-letters-copies";
    private const int MaxCauseLength = 4_000;
    private const int PageSize = 200;

    // Long enough for a replay that is delayed by quota and tried five times to come back as the same dead letter.
    private static readonly TimeSpan MemoryKept = TimeSpan.FromDays(30);

    // Dozens of batches read at the same moment, and usually find none.
    private readonly SharedRead<HashSet<string>> _ids = new(async () =>
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var id in table.ScanKeysAsync(Partition))
        {
            ids.Add(id);
        }

        return ids;
    });

    /// <summary>The id of the dead letter of a subject.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="subject">The subject.</param>
    /// <returns>32 hexadecimal digits.</returns>
    public static string IdFor(string queue, string subject) => StorageJson.HashOf($"{queue}\n{subject}");

    /// <summary>Records a failure; one of the same subject on the same queue is renewed.</summary>
    /// <param name="queue">The queue to replay to.</param>
    /// <param name="subject">The subject, by reference or UUID; never a name, a number or a text.</param>
    /// <param name="payload">The message to replay, JSON, no larger than a message may be.</param>
    /// <param name="code">Stable code of the failure.</param>
    /// <param name="cause">What went wrong; cut after 4,000 characters.</param>
    /// <param name="attempts">How often it was tried.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The dead letter as recorded.</returns>
    public async Task<DeadLetter> RecordAsync(
        string queue, string subject, string payload, string code, string cause, int attempts, CancellationToken cancellationToken = default)
    {
        var id = IdFor(queue, subject);
        var now = time.GetUtcNow();
        var memory = await table.FindAsync(Replayed, id, cancellationToken) is { } document
            ? StorageJson.Read(document, StorageJson.Instance.ReplayMemory)
            : null;
        var recorded = await table.ChangeAsync(
            Partition,
            id,
            StorageJson.Instance.DeadLetter,
            before => new DeadLetter(
                id,
                queue,
                subject,
                payload,
                code,
                cause.Length > MaxCauseLength ? cause[..MaxCauseLength] : cause,
                attempts,
                before?.FirstFailedAt ?? memory?.FirstFailedAt ?? now,
                now,
                Math.Max(before?.Replays ?? 0, memory?.Replays ?? 0)),
            cancellationToken);
        return recorded!;
    }

    /// <summary>Records a message that mHero did not write, with its bytes; each content is one dead letter of its queue.</summary>
    /// <param name="queue">The queue that it came on.</param>
    /// <param name="bytes">The message's bytes.</param>
    /// <param name="reason">The fault, without the message's content.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The dead letter as recorded.</returns>
    internal Task<DeadLetter> RecordUnreadableAsync(string queue, byte[] bytes, string reason, CancellationToken cancellationToken) =>
        RecordAsync(
            queue,
            $"unreadable message {Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}",
            MessageText.PayloadOf(bytes),
            SyncCodes.Unreadable,
            $"The message is not one that mHero wrote: {reason}. Its {bytes.Length} bytes are in the payload, base64.",
            1,
            cancellationToken);

    /// <summary>Reads one dead letter.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>It; null if there is none.</returns>
    public async Task<DeadLetter?> FindAsync(string id, CancellationToken cancellationToken = default) =>
        await table.FindAsync(Partition, id, cancellationToken) is { } document ? Read(document) : null;

    /// <summary>Lists dead letters, the latest failure first.</summary>
    /// <param name="queue">Only those of this queue; null for all.</param>
    /// <param name="max">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The dead letters.</returns>
    public Task<IReadOnlyList<DeadLetter>> ListAsync(string? queue, int max, CancellationToken cancellationToken = default) =>
        LatestItems.OfAsync(ScanAsync(queue, cancellationToken), max, d => d.LastFailedAt, cancellationToken);

    /// <summary>Counts the dead letters.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many there are.</returns>
    public Task<int> CountAsync(CancellationToken cancellationToken = default) => table.CountAsync(Partition, cancellationToken);

    /// <summary>
    /// Sends a dead letter's payload back to its queue, then removes the dead letter. A crash between the two may double
    /// the message, never lose it; a failure recorded in between is kept.
    /// </summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False if there is none.</returns>
    public async Task<bool> ReplayAsync(string id, CancellationToken cancellationToken = default)
    {
        if (await table.FindAsync(Partition, id, cancellationToken) is not { } document)
        {
            return false;
        }

        await ReplayAsync(document, null, cancellationToken);
        await ForgetOldReplaysAsync(cancellationToken);
        return true;
    }

    /// <summary>Replays one dead letter for a job. A second call of the same job sends no message that is handled a second time.</summary>
    /// <param name="id">The dead letter's id.</param>
    /// <param name="job">The job's id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// Whether it is replayed, also by an earlier call; false if its queue can never take it (no queue of that name is
    /// possible, the payload is too large). The dead letter stays then.
    /// </returns>
    public async Task<bool> TryReplayForAsync(string id, string job, CancellationToken cancellationToken = default)
    {
        if (await table.FindAsync(Partition, id, cancellationToken) is not { } document)
        {
            return true;
        }

        try
        {
            await ReplayAsync(document, job, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or RequestFailedException { Status: 400 })
        {
            return false;
        }
    }

    /// <summary>Lists ids in their order, one page of rows in memory at a time.</summary>
    /// <param name="queue">Only those of this queue; null for all.</param>
    /// <param name="after">Only ids after this one; null for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async IAsyncEnumerable<string> ScanIdsAsync(string? queue, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Ids are hexadecimal digits of one length: a longer text comes directly behind its beginning, and g behind all.
        await foreach (var document in table.ScanRangeAsync(Partition, after is null ? "0" : after + "0", "g", PageSize, cancellationToken))
        {
            if (queue is null || Read(document).Queue == queue)
            {
                yield return document.Key;
            }
        }
    }

    /// <summary>
    /// Decides whether a message that a replay sent may be handled. When a process dies between sending and deleting, the
    /// same replay sends a second copy: the copy that is taken first is handled, also when it is delivered again.
    /// </summary>
    /// <param name="replay">The replay.</param>
    /// <param name="copy">The copy that is to be handled.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False if another copy was taken.</returns>
    public async Task<bool> TakeReplayAsync(string replay, string copy, CancellationToken cancellationToken = default)
    {
        var taken = await table.ChangeAsync(
            Copies, replay, StorageJson.Instance.ReplayCopy, before => before ?? new ReplayCopy(copy, time.GetUtcNow()), cancellationToken);
        return taken!.Copy == copy;
    }

    /// <summary>Removes what is remembered of replays that are too old to come back.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task ForgetOldReplaysAsync(CancellationToken cancellationToken)
    {
        await ForgetAsync(Replayed, document => StorageJson.Read(document, StorageJson.Instance.ReplayMemory).ReplayedAt, cancellationToken);
        await ForgetAsync(Copies, document => StorageJson.Read(document, StorageJson.Instance.ReplayCopy).TakenAt, cancellationToken);
    }

    /// <summary>Removes a dead letter, for instance because its subject was handled after all. A missing one is fine.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Nothing.</returns>
    public async Task RemoveAsync(string id, CancellationToken cancellationToken = default)
    {
        await table.DeleteAsync(Partition, [id], cancellationToken);
        await table.DeleteAsync(Replayed, [id], cancellationToken);
    }

    /// <summary>
    /// Removes the dead letters of subjects that were handled after all. Costs one request per thousand dead letters,
    /// however many subjects there are, and a few when some are removed.
    /// </summary>
    /// <param name="queue">The queue that they failed on.</param>
    /// <param name="subjects">The subjects; most may have none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many were removed.</returns>
    public async Task<int> RemoveForAsync(string queue, IReadOnlyCollection<string> subjects, CancellationToken cancellationToken = default)
    {
        if (subjects.Count == 0)
        {
            return 0;
        }

        var ids = await _ids.GetAsync(cancellationToken);
        var found = ids.Count == 0 ? [] : subjects.Select(s => IdFor(queue, s)).Where(ids.Contains).Distinct().ToList();
        await table.DeleteAsync(Partition, found, cancellationToken);
        await table.DeleteAsync(Replayed, found, cancellationToken);
        return found.Count;
    }

    private static DeadLetter Read(Document document) => StorageJson.Read(document, StorageJson.Instance.DeadLetter);

    private async Task ReplayAsync(Document document, string? job, CancellationToken cancellationToken)
    {
        var letter = Read(document);
        var before = await table.FindAsync(Replayed, letter.Id, cancellationToken) is { } remembered
            ? StorageJson.Read(remembered, StorageJson.Instance.ReplayMemory)
            : null;
        var isSameFailure = before?.Failure is { } failure && IsSame(failure, document.Version!);
        if (!isSameFailure && job is not null && before?.Job == job)
        {
            // The job has replayed it, and it has failed again since.
            return;
        }

        // Remembered before it is sent: the message may fail again before we come to the next line. The same failure
        // replayed again, since a process died or another call came at the same time, is the same replay.
        var memory = new ReplayMemory(
            letter.FirstFailedAt, time.GetUtcNow(), isSameFailure ? before!.Replays : Math.Max(letter.Replays, before?.Replays ?? 0) + 1, document.Version, job);
        var content = StorageJson.Write(memory, StorageJson.Instance.ReplayMemory);
        await table.WriteAsync(Replayed, [new Document(letter.Id, content, Document.AnyVersion)], cancellationToken);
        await queues.SendAsync(letter.Queue, ReplayMark.Add(letter.Payload, $"{letter.Id}-{memory.Replays}"), null, cancellationToken);

        // Only the failure that was replayed goes; a newer one of the same subject stays.
        await table.TryDeleteAsync(Partition, letter.Id, document.Version!, cancellationToken);
    }

    // A scan and a read may write the colons of the version's date differently.
    private static bool IsSame(string one, string other) => Uri.UnescapeDataString(one) == Uri.UnescapeDataString(other);

    private async Task ForgetAsync(string partition, Func<Document, DateTimeOffset> timeOf, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - MemoryKept;
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

    private async IAsyncEnumerable<DeadLetter> ScanAsync(
        string? queue, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var document in table.ScanAsync(Partition, null, cancellationToken))
        {
            var letter = Read(document);
            if (queue is null || letter.Queue == queue)
            {
                yield return letter;
            }
        }
    }
}
