using System.Collections.Concurrent;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Storage.DeadLetters;

/// <summary>The records that could not be handled. They do not stop other records, are listed, and can be replayed.</summary>
public sealed class DeadLetterStore
{
    private const int MaxCauseLength = 4_000;
    private const int ParallelRemovals = 8;

    /// <summary>With more dead letters than this, their ids are looked up one by one: that takes fewer requests than reading all ids.</summary>
    private const int ManyIds = 20_000;

    /// <summary>How long there are assumed to be as many.</summary>
    private static readonly TimeSpan CountedFor = TimeSpan.FromMinutes(10);

    private readonly DeadLetterTable _letters;
    private readonly DeadLetterIndex _index;
    private readonly DeadLetterReplays _replays;
    private readonly TimeProvider _time;

    // Dozens of batches read at the same moment, and usually find none.
    private readonly SharedRead<HashSet<string>> _ids;
    private long _manyUntil = long.MinValue;

    internal DeadLetterStore(DocumentTable table, DeadLetterTable letters, DeadLetterIndex index, DeadLetterReplays replays, TimeProvider time)
    {
        (_letters, _index, _replays, _time) = (letters, index, replays, time);
        _ids = new(async () =>
        {
            var ids = new HashSet<string>(StringComparer.Ordinal);
            await foreach (var id in table.ScanKeysAsync(DeadLetterKeys.Partition, DeadLetterKeys.FirstId, DeadLetterKeys.PastIds))
            {
                ids.Add(id);
            }

            Interlocked.Exchange(ref _manyUntil, ids.Count > ManyIds ? (time.GetUtcNow() + CountedFor).UtcTicks : long.MinValue);
            return ids;
        });
    }

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
        var now = _time.GetUtcNow();
        var memory = await _replays.FindMemoryAsync(id, cancellationToken);
        var traits = DeadLetterTraits.Of(payload);
        var recorded = await _letters.ChangeAsync(
            id,
            (before, _) => new DeadLetterRow
            {
                Id = id,
                Queue = queue,
                Subject = subject,
                Payload = payload,
                Code = code,
                Cause = cause.Length > MaxCauseLength ? cause[..MaxCauseLength] : cause,
                Attempts = attempts,
                FirstFailedAt = before?.FirstFailedAt ?? memory?.FirstFailedAt ?? now,
                LastFailedAt = now,
                Replays = Math.Max(before?.Replays ?? 0, memory?.Replays ?? 0),
                Flow = traits.Flow,
                FlowName = traits.FlowName,
                Facility = traits.Facility,
                Contact = traits.Contact,
                Failures = DeadLetterRow.With(before?.Failures ?? memory?.Failures, new DeadLetterFailure(now, code, attempts)),
            },
            cancellationToken);
        return recorded!.ToLetter();
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

    /// <summary>Reads one dead letter, also a discarded one.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>It; null if there is none.</returns>
    public async Task<DeadLetter?> FindAsync(string id, CancellationToken cancellationToken = default) =>
        (await _letters.FindAsync(id, cancellationToken))?.Row.ToLetter();

    /// <summary>Reads one dead letter with its history, also a discarded one.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>It; null if there is none.</returns>
    public async Task<DeadLetterDetail?> FindDetailAsync(string id, CancellationToken cancellationToken = default) =>
        await _letters.FindAsync(id, cancellationToken) is { Row: var row, Version: var version }
            ? new DeadLetterDetail(row.ToLetter(), version, row.Failures ?? [new DeadLetterFailure(row.LastFailedAt, row.Code, row.Attempts)])
            : null;

    /// <summary>Lists open dead letters with their payloads, the latest failure first.</summary>
    /// <param name="queue">Only those of this queue; null for all.</param>
    /// <param name="max">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The dead letters.</returns>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(string? queue, int max, CancellationToken cancellationToken = default)
    {
        var letters = new List<DeadLetter>();
        string? after = null;
        do
        {
            var page = await _index.ListAsync(new DeadLetterFilter { Queue = queue }, max - letters.Count, after, cancellationToken);
            foreach (var letter in page.Letters)
            {
                // One after the other: the simulated worlds wait for this on their only thread.
                if (await FindAsync(letter.Id, cancellationToken) is { } found)
                {
                    letters.Add(found);
                }
            }

            after = page.Next;
        }
        while (after is not null && letters.Count < max);

        return letters;
    }

    /// <summary>Reads the payloads of a page: a request for each dead letter, sixteen at a time.</summary>
    /// <param name="page">The dead letters of a page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The dead letters in the same order; those that were removed in the meantime are left out.</returns>
    public async Task<IReadOnlyList<DeadLetter>> WithPayloadsAsync(IReadOnlyList<DeadLetterSummary> page, CancellationToken cancellationToken = default)
    {
        var rows = await _letters.FindManyAsync([.. page.Select(letter => letter.Id)], cancellationToken);
        return [.. page.Where(letter => rows.ContainsKey(letter.Id)).Select(letter => rows[letter.Id].ToLetter())];
    }

    /// <summary>Counts the open dead letters.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many there are.</returns>
    public async Task<int> CountAsync(CancellationToken cancellationToken = default) =>
        (await _index.CountersAsync(cancellationToken)).Sum(group => group.Count);

    /// <summary>Marks a dead letter as discarded: it is kept, and does not count as open.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="by">The operator's name.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>It afterwards; null if there is none. One that was discarded before keeps its first reason.</returns>
    public async Task<DeadLetter?> DiscardAsync(string id, string by, string reason, CancellationToken cancellationToken = default)
    {
        var discard = new DeadLetterDiscard(_time.GetUtcNow(), by, reason);
        var after = await _letters.ChangeAsync(id, (before, _) => before is null or { Discarded: not null } ? before : before with { Discarded = discard }, cancellationToken);
        await _replays.ForgetOldAsync(cancellationToken);
        return after?.ToLetter();
    }

    /// <summary>Undoes a discard. One that is open stays as it is.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>It afterwards; null if there is none.</returns>
    public async Task<DeadLetter?> RestoreAsync(string id, CancellationToken cancellationToken = default) =>
        (await _letters.ChangeAsync(id, (before, _) => before is { Discarded: not null } ? before with { Discarded = null } : before, cancellationToken))?.ToLetter();

    /// <summary>Replaces the payload of a dead letter. The caller has checked that its queue can read it.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="version">The version that was edited; null to replace any.</param>
    /// <param name="payload">The new payload.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it was replaced, or has this payload already; false if there is none or its version changed.</returns>
    public async Task<bool> EditAsync(string id, string? version, string payload, CancellationToken cancellationToken = default)
    {
        var traits = DeadLetterTraits.Of(payload);
        var after = await _letters.ChangeAsync(
            id,
            (before, now) => before is null || before.Payload == payload || (version is not null && !DeadLetterReplays.IsSame(version, now!))
                ? before
                : before with { Payload = payload, Flow = traits.Flow, FlowName = traits.FlowName, Facility = traits.Facility, Contact = traits.Contact },
            cancellationToken);
        return after?.Payload == payload;
    }

    /// <summary>
    /// Sends a dead letter's payload back to its queue, then removes the dead letter. A crash between the two may double
    /// the message, never lose it; a failure recorded in between is kept.
    /// </summary>
    /// <param name="id">Its id; a discarded one is replayed too.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False if there is none.</returns>
    public Task<bool> ReplayAsync(string id, CancellationToken cancellationToken = default) => _replays.ReplayAsync(id, cancellationToken);

    /// <summary>Replays one dead letter for a job. A second call of the same job sends no message that is handled a second time.</summary>
    /// <param name="id">The dead letter's id.</param>
    /// <param name="job">The job's id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// Whether it is replayed, also by an earlier call; false if its queue can never take it (no queue of that name is
    /// possible, the payload is too large). The dead letter stays then.
    /// </returns>
    public async Task<bool> TryReplayForAsync(string id, string job, CancellationToken cancellationToken = default) =>
        await _replays.ReplayForAsync([id], job, cancellationToken) == 0;

    /// <summary>
    /// Decides whether a message that a replay sent may be handled. When a process dies between sending and deleting, the
    /// same replay sends a second copy: the copy that is taken first is handled, also when it is delivered again.
    /// </summary>
    /// <param name="replay">The replay.</param>
    /// <param name="copy">The copy that is to be handled.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False if another copy was taken.</returns>
    public Task<bool> TakeReplayAsync(string replay, string copy, CancellationToken cancellationToken = default) =>
        _replays.TakeAsync(replay, copy, cancellationToken);

    /// <summary>Removes a dead letter, for instance because its subject was handled after all. A missing one is fine.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Nothing.</returns>
    public async Task RemoveAsync(string id, CancellationToken cancellationToken = default)
    {
        await _letters.ChangeAsync(id, (_, _) => null, cancellationToken);
        await _replays.ForgetAsync([id], cancellationToken);
    }

    /// <summary>
    /// Removes the dead letters of subjects that were handled after all. Costs one request per thousand dead letters, or one for each
    /// subject where there are many dead letters, and a few for each that is removed.
    /// </summary>
    /// <param name="queue">The queue that they failed on.</param>
    /// <param name="subjects">The subjects; most may have none.</param>
    /// <param name="confirm">
    /// Says which of the subjects that have a dead letter were handled. It is asked after the dead letters were read, and one that is changed from then on stays.
    /// Null: all.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many were removed.</returns>
    public async Task<int> RemoveForAsync(
        string queue, IReadOnlyCollection<string> subjects, Func<IReadOnlyCollection<DeadLetter>, Task<IReadOnlySet<string>>>? confirm = null, CancellationToken cancellationToken = default)
    {
        if (subjects.Count == 0)
        {
            return 0;
        }

        var wanted = subjects.Distinct(StringComparer.Ordinal).ToDictionary(subject => IdFor(queue, subject));
        var ids = _time.GetUtcNow().UtcTicks < Interlocked.Read(ref _manyUntil) ? [.. wanted.Keys] : await KnownAsync(wanted.Keys, cancellationToken);
        var found = await _letters.FindManyAsync(ids, cancellationToken);
        if (found.Count == 0)
        {
            return 0;
        }

        var confirmed = confirm is null ? null : await confirm([.. found.Values.Select(row => row.ToLetter())]);
        var removed = new ConcurrentBag<string>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ParallelRemovals, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(found.Where(f => confirmed is null || confirmed.Contains(wanted[f.Key])), parallel, async (letter, token) =>
        {
            if (await _letters.ChangeAsync(letter.Key, (before, _) => before?.Stamp == letter.Value.Stamp ? null : before, token) is null)
            {
                removed.Add(letter.Key);
            }
        });
        await _replays.ForgetAsync([.. removed], cancellationToken);
        return removed.Count;
    }

    private async Task<List<string>> KnownAsync(IReadOnlyCollection<string> wanted, CancellationToken cancellationToken)
    {
        var ids = await _ids.GetAsync(cancellationToken);
        return ids.Count == 0 ? [] : [.. wanted.Where(ids.Contains)];
    }
}
