using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine.Circuits;

namespace Mhero.Core.Sync.Engine.Queueing;

/// <summary>
/// The queue of one sync: its messages in and out, and the retries and dead letters of its items.
/// </summary>
/// <typeparam name="TItem">The item that the queue carries.</typeparam>
internal sealed partial class WorkQueue<TItem>(
    MessageQueues queues, DeadLetterStore deadLetters, SyncLogStore runs, SyncMetrics metrics, WorkOptions options, CircuitBreaker circuits,
    ILogger<WorkQueue<TItem>> logger)
    : IMessageCheck
    where TItem : QueueItem
{
    private static readonly TimeSpan MaxDelay = TimeSpan.FromHours(1);

    /// <summary>The queue's name.</summary>
    public string Name => options.Queue;

    /// <summary>Packs items into messages.</summary>
    /// <param name="run">The run that they are counted under; null for none.</param>
    /// <param name="batchId">Gives the first, second … message its id.</param>
    /// <param name="delay">How long the messages stay invisible; not at all if null.</param>
    public BatchWriter<TItem> Writer(string? run, Func<int, string> batchId, TimeSpan? delay = null) =>
        new((content, wait, token) => queues.SendAsync(Name, content, wait, token), options.BatchSize, run, batchId) { Delay = delay };

    /// <summary>Puts one item, or its smaller form, on the queue, outside any run.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>False when neither fits into a message; nothing is sent then.</returns>
    public async Task<bool> TrySendAsync(TItem item, CancellationToken cancellationToken)
    {
        foreach (var form in new[] { item, item.Smaller() as TItem }.OfType<TItem>())
        {
            var message = SyncJson.Write(new BatchMessage<TItem> { Items = [form] });
            if (Encoding.UTF8.GetByteCount(message) <= MessageQueues.MaxContentBytes)
            {
                await queues.SendAsync(Name, message, null, cancellationToken);
                return true;
            }
        }

        return false;
    }

    /// <summary>Puts items on the queue, outside any run, as if pollers had just shown them.</summary>
    /// <param name="items">The items.</param>
    /// <param name="cancellationToken">Cancels; items already sent stay on the queue.</param>
    public async Task SendAllAsync(IEnumerable<TItem> items, CancellationToken cancellationToken)
    {
        var order = Guid.NewGuid().ToString("N");
        var batches = Writer(null, n => $"{order}-{n}");
        foreach (var item in items)
        {
            await batches.AddAsync(item, cancellationToken);
        }

        await batches.FlushAsync(cancellationToken);
    }

    /// <summary>Orders a reading through the queue, so that the caller need not wait for it.</summary>
    /// <param name="poller">What to read.</param>
    /// <param name="delay">When to begin; at once if null.</param>
    /// <param name="cancellationToken">Cancels the order.</param>
    public Task OrderAsync(string poller, TimeSpan? delay, CancellationToken cancellationToken) =>
        queues.SendAsync(Name, SyncJson.Write(new BatchMessage<TItem> { Read = poller }), delay, cancellationToken);

    /// <summary>Reads a message and returns the items that may be attempted now.</summary>
    /// <param name="content">The message as it lies on the queue, base64 or plain.</param>
    /// <param name="pollers">The orders to read that the queue knows; none by default.</param>
    /// <param name="cancellationToken">Cancels; the message is then delivered again.</param>
    /// <returns>
    /// The message; null when there is nothing to do: it was recorded as unreadable, it is the second copy of a replay,
    /// or an open circuit holds all of it back.
    /// </returns>
    public async Task<BatchMessage<TItem>?> OpenAsync(string content, IReadOnlyCollection<string> pollers, CancellationToken cancellationToken)
    {
        if (await ReadAsync(content, pollers, cancellationToken) is not { } message)
        {
            return null;
        }

        if (message is { Replay: { } replay, Copy: { } copy } && !await deadLetters.TakeReplayAsync(replay, copy, cancellationToken))
        {
            return null;
        }

        if (Enum.TryParse<CircuitSide>(message.ProbeSoon, out var side))
        {
            await circuits.ProbeSoonAsync(Name, side, cancellationToken);
            return null;
        }

        if (message.Read is not null)
        {
            return message;
        }

        message = await circuits.AdmitAsync(Name, message, cancellationToken);
        if (message.Items.Count > 0)
        {
            return message;
        }

        await ReturnAsync(message, SyncCounts.Empty, [], cancellationToken);
        return null;
    }

    /// <summary>Dead-letters a message that was delivered too often without being handled: each of its items individually.</summary>
    /// <param name="content">The message as JSON.</param>
    /// <param name="cancellationToken">Cancels; the message is then to be delivered again.</param>
    public async Task FilePoisonAsync(string content, CancellationToken cancellationToken)
    {
        if (await ReadAsync(content, null, cancellationToken) is not { } message)
        {
            return;
        }

        if (message.Items.Count == 0)
        {
            await deadLetters.RecordAsync(
                Name, $"order {message.Read ?? message.ProbeSoon}", SyncJson.Write(message), SyncCodes.Poison,
                "The message was delivered too often without being handled.", 1, cancellationToken);
            return;
        }

        foreach (var item in message.Items)
        {
            await DeadLetterAsync(item, SyncCodes.Poison, "The message was delivered too often without being handled.", cancellationToken);
        }

        await RecordAsync(message, SyncCounts.Empty.Add(SyncCounts.DeadLetters, message.Items.Count), 0, cancellationToken);
    }

    /// <summary>Settles a batch: finished items are counted, the rest goes back on the queue or to the dead letters.</summary>
    /// <param name="message">The message that brought it.</param>
    /// <param name="works">Its items, with their states.</param>
    /// <param name="failed">The name under which dead-lettered items are counted.</param>
    /// <param name="cancellationToken">Cancels; the message is then delivered again.</param>
    public async Task SettleAsync(BatchMessage<TItem> message, IReadOnlyList<Work<TItem>> works, string failed, CancellationToken cancellationToken)
    {
        await JudgeAsync(message, works, cancellationToken);
        var counts = SyncCounts.Empty;
        var again = new List<ReturnedItem<TItem>>();
        foreach (var work in works)
        {
            counts = counts.Add(work.Counts);
            switch (work.State)
            {
                case ItemState.Postponed:
                    again.Add(new(work.Postponed(), work.Delay ?? DelayBefore(work.Item.Waits + 1), true));
                    counts = counts.Add(SyncCounts.Postponed);
                    break;
                case ItemState.Retry when work.Item.Attempts + 1 < options.MaxAttempts:
                    var attempt = work.Item.Attempts + 1;
                    again.Add(new(work.Item with { Attempts = attempt, Waits = 0 }, work.Delay ?? DelayBefore(attempt), false));
                    LogRetry(work.Item.Subject, work.Code, attempt);
                    counts = counts.Add(SyncCounts.Postponed);
                    break;
                case ItemState.Skipped:
                    counts = counts.Add(SyncCounts.Skipped);
                    break;
                case ItemState.Done:
                    break;
                default:
                    // Open is an error in mHero: an item must never end without a report.
                    await DeadLetterAsync(work.Item, work.Code ?? SyncCodes.Unexpected, work.Cause ?? "The item was not settled.", cancellationToken);
                    counts = counts.Add(failed).Add(SyncCounts.DeadLetters);
                    break;
            }
        }

        await RemoveDeadLettersAsync(works, cancellationToken);
        await ReturnAsync(message, counts, again, cancellationToken);
    }

    /// <summary>An item that was dead-lettered before and succeeds now is not a failure any more, unless the dead letter has a later state of its record.</summary>
    private async Task RemoveDeadLettersAsync(IReadOnlyList<Work<TItem>> works, CancellationToken cancellationToken)
    {
        var handled = works.Where(w => w.State is ItemState.Done or ItemState.Skipped)
            .SelectMany(w => w.Item.Settled.Select(subject => (Subject: subject, w.Item)))
            .ToLookup(w => w.Subject, w => w.Item, StringComparer.Ordinal);
        await deadLetters.RemoveForAsync(
            Name,
            [.. handled.Select(subject => subject.Key)],
            found => Task.FromResult<IReadOnlySet<string>>(found.Where(letter => !IsLater(letter, handled[letter.Subject])).Select(letter => letter.Subject).ToHashSet(StringComparer.Ordinal)),
            cancellationToken);
    }

    private static bool IsLater(DeadLetter letter, IEnumerable<TItem> handled) =>
        TryRead(letter.Payload, null, out _) is { } message && message.Items.Any(failed => handled.All(item => item.IsOlderThan(failed)));

    /// <summary>
    /// Passes the results of a batch to the circuits before it is settled: equal failures are held back instead of dead-lettered.
    /// </summary>
    public Task JudgeAsync(BatchMessage<TItem> message, IReadOnlyList<Work<TItem>> works, CancellationToken cancellationToken) =>
        circuits.JudgeAsync(Name, options.MaxAttempts, message, works, cancellationToken);

    /// <summary>
    /// Puts items back on the queue, with those that a circuit holds back and those with the same delay together, and records the batch. If an earlier delivery
    /// of the message was recorded, each item has an end or is on the queue, and what only waits is not sent again: otherwise each delivery would add copies
    /// that wait as long.
    /// </summary>
    /// <param name="message">The message that brought the batch.</param>
    /// <param name="counts">Its results.</param>
    /// <param name="again">The items.</param>
    /// <param name="cancellationToken">Cancels; the message is then delivered again.</param>
    public async Task ReturnAsync(BatchMessage<TItem> message, SyncCounts counts, IReadOnlyCollection<ReturnedItem<TItem>> again, CancellationToken cancellationToken)
    {
        var returned = again.Concat(message.Rest.Select(rest => new ReturnedItem<TItem>(rest.Item, rest.Delay, true))).ToList();
        var earlier = returned.Exists(item => item.IsWaiting) && message is { Run: { } run, Batch: { } batch, Digest: { } digest }
            ? await runs.SpawnedAsync(run, batch, digest, cancellationToken)
            : null;
        var sent = earlier ?? 0;
        var parent = message.Batch ?? Guid.NewGuid().ToString("N");
        foreach (var together in returned.Where(item => earlier is null || !item.IsWaiting).GroupBy(item => TimeSpan.FromSeconds(Math.Ceiling(item.Delay.TotalSeconds)), item => item.Item))
        {
            // A batch delivered again sends the same ids again, so that the counts of the sync execution stay right.
            var before = sent;
            var writer = Writer(message.Run, n => SyncLogStore.SpawnedBatchId(parent, before + n), together.Key);
            foreach (var item in together)
            {
                await writer.AddAsync(item, cancellationToken);
            }

            await writer.FlushAsync(cancellationToken);
            sent += writer.Sent;
        }

        await RecordAsync(message, counts, sent, cancellationToken);
    }

    /// <summary>Gives an item up, with everything that is needed to try it again.</summary>
    public async Task DeadLetterAsync(TItem item, string code, string cause, CancellationToken cancellationToken)
    {
        var payload = SyncJson.Write(new BatchMessage<TItem> { Items = [(TItem)item.ResetAttempts()] });
        await deadLetters.RecordAsync(Name, item.Subject, payload, code, cause, item.Attempts + 1, cancellationToken);
        LogDead(item.Subject, code);
    }

    /// <summary>Adds the results of a batch to the log of the sync execution and to the metrics.</summary>
    private async Task RecordAsync(BatchMessage<TItem> message, SyncCounts counts, int spawned, CancellationToken cancellationToken)
    {
        if (message is { Run: { } run, Batch: { } batch })
        {
            await runs.RecordBatchAsync(run, batch, counts, spawned, message.Digest, cancellationToken);
        }

        metrics.Add(Name, counts, isFromPoller: message.Run is not null);
    }

    /// <inheritdoc/>
    public string? FaultOf(string text) => TryRead(text, null, out var reason) is null ? reason : null;

    /// <summary>The message; null when it had to be recorded as unreadable.</summary>
    private async Task<BatchMessage<TItem>?> ReadAsync(string content, IReadOnlyCollection<string>? pollers, CancellationToken cancellationToken)
    {
        var isText = MessageText.TryRead(content, out var bytes, out var text);
        var reason = default(string);
        if (isText && TryRead(text!, pollers, out reason) is { } message)
        {
            return message with { Digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text!)).AsSpan(0, 8)) };
        }

        await deadLetters.RecordUnreadableAsync(Name, bytes, reason ?? "it is not UTF-8", cancellationToken);
        return null;
    }

    /// <summary>Reads a message; null, with the reason, when it is not one.</summary>
    private static BatchMessage<TItem>? TryRead(string text, IReadOnlyCollection<string>? pollers, out string? reason)
    {
        try
        {
            var message = SyncJson.Read<BatchMessage<TItem>>(text);
            reason = FaultOf(message, pollers);
            return reason is null ? message : null;
        }
        catch (JsonException)
        {
            reason = "it is not JSON of the expected shape";
            return null;
        }
    }

    /// <summary>The fault of a message that is JSON; null for none.</summary>
    private static string? FaultOf(BatchMessage<TItem> message, IReadOnlyCollection<string>? pollers) => message switch
    {
        { ProbeSoon: { } side } => Enum.TryParse<CircuitSide>(side, out _) ? null : "it names no circuit",
        { Read: { } poller } => pollers?.Contains(poller) == false ? "it orders the reading of something unknown" : null,
        { Items: null or { Count: 0 } } => "it has no items",
        _ => message.Items.All(item => item is { IsComplete: true }) ? null : "an item names no record",
    };

    /// <summary>
    /// The wait before an attempt. The first one is a fifth of <see cref="WorkOptions.RetryDelay"/>, since most faults are over at once; the second is two
    /// fifths, the third the setting itself, and each further one three times as long, up to an hour.
    /// </summary>
    /// <param name="attempt">How many attempts there were, 1 or more.</param>
    public TimeSpan DelayBefore(int attempt) => attempt < 3
        ? options.RetryDelay * attempt / 5
        : TimeSpan.FromTicks((long)Math.Min(MaxDelay.Ticks, options.RetryDelay.Ticks * Math.Pow(3, attempt - 3)));

    [LoggerMessage(4010, LogLevel.Information, "{Subject}: {Code}, attempt {Attempt} follows")]
    public partial void LogRetry(string subject, string? code, int attempt);

    [LoggerMessage(4011, LogLevel.Warning, "{Subject}: {Code}, now a dead letter")]
    private partial void LogDead(string subject, string? code);
}
