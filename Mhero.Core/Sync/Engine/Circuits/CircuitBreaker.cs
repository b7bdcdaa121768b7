using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Engine.Circuits;

/// <summary>
/// Stops the work of a queue when record after record fails alike, so that a thousand records do not become a thousand
/// dead letters, and resumes it when one of them is accepted. See docs/adr/0019.
/// </summary>
internal sealed partial class CircuitBreaker(
    CircuitStore store, DeadLetterStore deadLetters, IOptions<CircuitOptions> options, TimeProvider time, ILogger<CircuitBreaker> logger)
{
    /// <summary>A probe takes as long as a batch of one; after this its process has died.</summary>
    private static readonly TimeSpan ProbePatience = TimeSpan.FromMinutes(2);

    private readonly CircuitRules _rules = new(options.Value);

    /// <summary>Decides which items may be attempted now.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="message">The batch.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The batch with what may be attempted as its items and the rest, with delays, held back.</returns>
    public async Task<BatchMessage<TItem>> AdmitAsync<TItem>(string queue, BatchMessage<TItem> message, CancellationToken cancellationToken)
        where TItem : QueueItem
    {
        var open = (await store.OfAsync(queue, cancellationToken)).Where(row => row.IsOpen).ToList();
        if (open.Count == 0)
        {
            return message;
        }

        CircuitProbe? probe = null;
        var admitted = message.Items.ToList();
        var held = new List<(TItem Item, TimeSpan Delay)>();
        foreach (var row in open)
        {
            var blocked = admitted.Where(item => CircuitRules.Blocks(row, item)).ToList();
            if (blocked.Count == 0)
            {
                continue;
            }

            var (item, claimed) = probe is null ? await ClaimProbeAsync(row, blocked, cancellationToken) : (null, null);
            probe ??= claimed;
            blocked.Remove(item!);
            admitted.RemoveAll(blocked.Contains);
            var delay = _rules.DelayOf(row, time.GetUtcNow());
            held.AddRange(blocked.Select(b => ((TItem)(b with { Held = row.Epoch }).Later(), delay)));
            await CountAsync(row, blocked.Count(b => b.Held != row.Epoch), cancellationToken);
        }

        return message with { Items = admitted, Rest = held, Probe = probe };
    }

    /// <summary>Has the next record tried at once; the replay of a circuit's dead letter calls it.</summary>
    public Task ProbeSoonAsync(string queue, CircuitSide side, CancellationToken cancellationToken) =>
        store.ChangeAsync(queue, side, row => row.IsOpen ? row with { NextProbeAt = time.GetUtcNow() } : row, cancellationToken);

    /// <summary>
    /// Closes a circuit whose queue is empty. Everything that is held back is on the queue, so nothing is left whose success would close
    /// the circuit: its records were deleted, settled by another message, or were not many to begin with.
    /// </summary>
    /// <param name="queue">The queue, which was found to hold no message, visible or hidden.</param>
    /// <param name="side">The side of the circuit.</param>
    /// <param name="cancellationToken">Cancels; a later call closes it.</param>
    public async Task CloseEmptyAsync(string queue, CircuitSide side, CancellationToken cancellationToken)
    {
        CircuitRow? before = null;
        var row = await store.ChangeAsync(queue, side, found => _rules.AfterEmptyQueue(before = found, time.GetUtcNow()), cancellationToken);
        await SettleClosedAsync(before!, row, cancellationToken);
    }

    /// <summary>Evaluates the results of a batch: counts equal failures, opens and closes circuits, and holds failed items back.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="maxAttempts">Attempts after which a record is dead-lettered.</param>
    /// <param name="message">The batch.</param>
    /// <param name="works">Its items with their results; the state of those that are held back is changed.</param>
    /// <param name="cancellationToken">Cancels; the batch is then delivered again.</param>
    public async Task JudgeAsync<TItem>(
        string queue, int maxAttempts, BatchMessage<TItem> message, IReadOnlyList<Work<TItem>> works, CancellationToken cancellationToken)
        where TItem : QueueItem
    {
        // By side before any is judged: an item that is held back has no signature any more.
        var failures = works.Where(work => IsFailure(work, maxAttempts)).ToLookup(work => work.Signature!.Side);
        var known = await store.OfAsync(queue, cancellationToken);
        foreach (var side in Enum.GetValues<CircuitSide>())
        {
            var mine = failures[side].Select(work => new CircuitFailure(DeadLetterStore.IdFor(queue, work.Item.Subject), work.Signature!, work.Code!, work.Cause!)).ToList();
            var successes = works.Count(work => CircuitRules.HasWritten(work, side));
            var probe = message.Probe?.Side == side ? message.Probe : null;
            var hasGroups = known.Any(row => row.Side == side && row.Groups.Count > 0);
            var isOpen = known.Any(row => row.Side == side && row.IsOpen) || works.Any(work => work.Item.Refused is not null);
            if (mine.Count == 0 && probe is null && !isOpen && !(successes > 0 && hasGroups))
            {
                continue;
            }

            var result = probe is null ? ProbeResult.None : CircuitRules.ResultOf(works.FirstOrDefault(work => work.Item.Subject == probe.Subject), probe, mine, queue);
            await JudgeAsync(queue, side, mine, successes, probe, result, [.. failures[side]], row => works.Any(work => CircuitRules.Accepts(row, work)), cancellationToken);
        }
    }

    private static bool IsFailure<TItem>(Work<TItem> work, int maxAttempts)
        where TItem : QueueItem =>
        work.Signature is { } signature
        && (work.State == ItemState.Dead || (work.State == ItemState.Retry && (signature.IsSystemic || work.Item.Attempts + 1 >= maxAttempts)));

    private async Task JudgeAsync<TItem>(
        string queue, CircuitSide side, IReadOnlyList<CircuitFailure> failures, int successes, CircuitProbe? probe, ProbeResult result,
        IReadOnlyList<Work<TItem>> works, Func<CircuitRow, bool> isAccepted, CancellationToken cancellationToken)
        where TItem : QueueItem
    {
        CircuitRow? before = null;
        var now = time.GetUtcNow();
        var row = await store.ChangeAsync(
            queue,
            side,
            found =>
            {
                before = found;
                return _rules.Next(found, failures, [.. works.Select(work => work.Item.Held)], successes, probe, result, now, isAccepted(found));
            },
            cancellationToken);
        foreach (var work in works.Where(work => row.IsOpen && row.Keys.Contains(work.Signature!.Key)))
        {
            work.Hold(row.Epoch!, _rules.DelayOf(row, now));
        }

        if (row.IsOpen && (row.Epoch != before!.Epoch || row.Keys.Count != before.Keys.Count))
        {
            LogOpened(queue, side, row.Code, row.Held);
            await AlertAsync(row, cancellationToken);
            await TakeBackAsync(before, row, failures, cancellationToken);
        }
        else if (row.IsOpen && result == ProbeResult.Refused)
        {
            await AlertAsync(row, cancellationToken);
        }
        else
        {
            await SettleClosedAsync(before!, row, cancellationToken);
        }
    }

    /// <summary>Reports a circuit that has just closed, and removes the dead letter that stood for its records.</summary>
    private async Task SettleClosedAsync(CircuitRow before, CircuitRow after, CancellationToken cancellationToken)
    {
        if (before.IsOpen && !after.IsOpen)
        {
            LogClosed(before.Queue, before.Side, before.Held);
            await deadLetters.RemoveAsync(DeadLetterStore.IdFor(before.Queue, SubjectOf(before.Side)), cancellationToken);
        }
    }

    private async Task<(TItem? Item, CircuitProbe? Probe)> ClaimProbeAsync<TItem>(CircuitRow row, IReadOnlyList<TItem> blocked, CancellationToken cancellationToken)
        where TItem : QueueItem
    {
        var now = time.GetUtcNow();
        if (_rules.Choose(row, blocked, now) is not { } item)
        {
            return (null, null);
        }

        var id = Guid.NewGuid().ToString("N");
        var after = await store.ChangeAsync(
            row.Queue, row.Side,
            found => CircuitRules.MayProbe(found, now) && found.Epoch == row.Epoch ? found with { Probe = id, ProbeUntil = now + ProbePatience } : found,
            cancellationToken);
        return after.Probe == id ? (item, new CircuitProbe(row.Side, id, item.Subject, item.Refused == row.Epoch)) : (null, null);
    }

    private async Task CountAsync(CircuitRow row, int count, CancellationToken cancellationToken)
    {
        if (count > 0)
        {
            await store.ChangeAsync(row.Queue, row.Side, found => found.Epoch == row.Epoch ? found with { Held = found.Held + count } : found, cancellationToken);
        }
    }

    /// <summary>One dead letter stands for all that is held back. Its payload orders a probe.</summary>
    private async Task AlertAsync(CircuitRow row, CancellationToken cancellationToken) => await deadLetters.RecordAsync(
        row.Queue,
        SubjectOf(row.Side),
        SyncJson.Write(new { probeSoon = row.Side.ToString() }),
        SyncCodes.CircuitOpen,
        $"{row.Held} records fail alike and are held back, none is lost: {row.Code}, {row.Cause} One of them is tried from time to time; replay this dead letter to have it tried soon.",
        row.Probes + 1,
        cancellationToken);

    /// <summary>Items with the same failure that were dead-lettered before the circuit opened: they wait with the others now.</summary>
    private async Task TakeBackAsync(CircuitRow before, CircuitRow row, IReadOnlyList<CircuitFailure> failures, CancellationToken cancellationToken)
    {
        var here = failures.Select(failure => failure.Record).ToHashSet();
        foreach (var id in row.Keys.SelectMany(key => before.Groups.GetValueOrDefault(key)?.Records ?? []).Where(id => !here.Contains(id)))
        {
            await deadLetters.TryReplayForAsync(id, row.Epoch!, cancellationToken);
        }
    }

    private static string SubjectOf(CircuitSide side) => $"circuit {side}";

    [LoggerMessage(4091, LogLevel.Error, "The circuit of {Queue} to {Side} is open: {Held} records fail alike with {Code} and are held back")]
    private partial void LogOpened(string queue, CircuitSide side, string code, int held);

    [LoggerMessage(4092, LogLevel.Information, "The circuit of {Queue} to {Side} is closed: about {Held} records that were held back follow")]
    private partial void LogClosed(string queue, CircuitSide side, int held);
}
