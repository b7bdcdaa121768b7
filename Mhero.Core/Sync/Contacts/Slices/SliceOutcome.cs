using Mhero.Core.Storage;
using Mhero.Core.Sync.Contacts.Messages;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Contacts.Slices;

/// <summary>Sees to it that every item of a slice ends somewhere: done, back on the queue, with a person, or in the dead letters.</summary>
internal sealed partial class SliceOutcome(
    MessageQueues queues,
    DeadLetters deadLetters,
    Reviews reviews,
    Conflicts conflicts,
    SyncRuns runs,
    IOptions<ContactSyncOptions> options,
    ILogger<SliceOutcome> logger)
{
    private static readonly TimeSpan MaxDelay = TimeSpan.FromHours(1);

    /// <summary>Settles a slice.</summary>
    /// <param name="message">The message that brought it.</param>
    /// <param name="pairs">What became of its items.</param>
    /// <param name="more">Further items that came up.</param>
    /// <param name="cancellationToken">Cancels; the message is then delivered again.</param>
    public async Task SettleAsync(ContactMessage message, IReadOnlyList<Pair> pairs, IReadOnlyList<ContactItem> more, CancellationToken cancellationToken)
    {
        var counts = SyncCounts.Empty;
        var again = more.Select(item => (Item: item, Delay: TimeSpan.Zero)).ToList();
        foreach (var pair in pairs.Where(p => !p.IsFolded))
        {
            counts = counts.Add(await SettleAsync(pair, again, cancellationToken));
        }

        await CloseReviewsAsync(pairs, cancellationToken);
        var spawned = await SendAgainAsync(again, message, cancellationToken);
        if (message is { Run: { } run, Slice: { } slice })
        {
            await runs.RecordSliceAsync(run, slice, counts, spawned, cancellationToken);
        }
    }

    /// <summary>The wait before an attempt: three times as long each time, up to an hour.</summary>
    private TimeSpan DelayBefore(int attempt) =>
        TimeSpan.FromTicks((long)Math.Min(MaxDelay.Ticks, options.Value.RetryDelay.Ticks * Math.Pow(3, attempt - 1)));

    private async Task<SyncCounts> SettleAsync(Pair pair, List<(ContactItem Item, TimeSpan Delay)> again, CancellationToken cancellationToken)
    {
        var counts = CountsOf(pair);
        switch (pair.State)
        {
            case PairState.Postponed:
                var waits = pair.Item.Waits + 1;
                again.Add((pair.Item with { Fresh = null, Waits = waits }, pair.Delay ?? DelayBefore(waits)));
                counts = counts.Add(SyncCounts.Postponed, 1);
                break;
            case PairState.Retry when pair.Item.Attempts + 1 < options.Value.MaxAttempts:
                var attempt = pair.Item.Attempts + 1;
                again.Add((pair.Item with { Fresh = null, Attempts = attempt, Waits = 0 }, pair.Delay ?? DelayBefore(attempt)));
                if (pair.LookAtToo is { } other)
                {
                    again.Add((new ContactItem { Worker = other }, TimeSpan.Zero));
                }

                LogRetry(pair.Subject, pair.Code, attempt);
                counts = counts.Add(SyncCounts.Postponed, 1);
                break;
            case PairState.Retry or PairState.Dead:
                var payload = ContactJson.Write(new ContactMessage { Items = [pair.Item with { Fresh = null, Attempts = 0, Waits = 0 }] });
                await deadLetters.RecordAsync(options.Value.Queue, pair.Subject, payload, pair.Code!, pair.Cause!, pair.Item.Attempts + 1, cancellationToken);
                LogDead(pair.Subject, pair.Code);
                var side = pair.Item.Worker is not null ? SyncCounts.ContactsFailed : SyncCounts.PractitionersFailed;
                counts = counts.Add(side, 1).Add(SyncCounts.DeadLetters, 1);
                break;
            case PairState.Review:
                counts = counts.Add(await AskAsync(pair, pair.Code!, pair.Cause!, pair.Candidates, cancellationToken));
                break;
            case PairState.Done when pair.SideReview is { } question:
                counts = counts.Add(await AskAsync(pair, question.Code, question.Message, question.Candidates, cancellationToken));
                break;
            default:
                break;
        }

        if (pair is { State: PairState.Done, Plan.Conflicts: { Count: > 0 } found })
        {
            await conflicts.RecordAsync(pair.Reference ?? pair.Subject, found, cancellationToken);
            counts = counts.Add(SyncCounts.Conflicts, found.Count);
        }

        foreach (var issue in pair.Plan?.Issues ?? [])
        {
            LogIssue(pair.Subject, issue.Code, issue.Path, issue.Message);
        }

        return counts;
    }

    private async Task<SyncCounts> AskAsync(
        Pair pair, string code, string question, IReadOnlyList<ReviewCandidate> candidates, CancellationToken cancellationToken)
    {
        var payload = ContactJson.Write(new ContactMessage { Items = [pair.Item with { Fresh = null, Attempts = 0, Waits = 0, Decision = null }] });

        // The same question put again, since the worker or contact was looked at again, is not another one.
        var isNew = await reviews.OpenAsync(pair.Subject, code, question, candidates, payload, cancellationToken);
        return SyncCounts.Empty.Add(SyncCounts.Reviews, isNew ? 1 : 0);
    }

    private static SyncCounts CountsOf(Pair pair)
    {
        var counts = SyncCounts.Empty;
        if (pair.State is PairState.Skipped)
        {
            return counts.Add(SyncCounts.Skipped, 1);
        }

        // Writes that were done count even if the rest of the pair has to be tried again. A pair at rest may come from
        // both sides: each counts its own.
        var atRest = pair is { State: PairState.Done, ContactCreated: false, ContactUpdated: false, WorkerCreated: false, WorkerUpdated: false };
        return counts
            .Add(SyncCounts.ContactsCreated, pair.ContactCreated ? 1 : 0)
            .Add(SyncCounts.ContactsUpdated, pair.ContactUpdated ? 1 : 0)
            .Add(SyncCounts.ContactsUnchanged, atRest && pair.Item.Worker is null ? 1 : 0)
            .Add(SyncCounts.PractitionersCreated, pair.WorkerCreated ? 1 : 0)
            .Add(SyncCounts.PractitionersUpdated, pair.WorkerUpdated ? 1 : 0)
            .Add(SyncCounts.PractitionersUnchanged, atRest && pair.Item.Worker is not null ? 1 : 0);
    }

    /// <summary>A question that the data has answered meanwhile is no question any more, and a success is no failure.</summary>
    private async Task CloseReviewsAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken)
    {
        // Nobody can have asked about, or given up, one that the sync meets for the first time.
        var settled = pairs.Where(p => p is { State: PairState.Done, IsFolded: false, SideReview: null, Item.Fresh: null }).ToList();
        var subjects = settled.SelectMany(p => new[] { p.Reference, p.Contact?.Uuid.ToString() }).OfType<string>().ToList();
        await reviews.CloseForAsync(subjects, cancellationToken);
        await deadLetters.RemoveForAsync(options.Value.Queue, subjects, cancellationToken);
    }

    private async Task<int> SendAgainAsync(List<(ContactItem Item, TimeSpan Delay)> again, ContactMessage message, CancellationToken cancellationToken)
    {
        var sent = 0;
        var parent = message.Slice ?? Guid.NewGuid().ToString("N");
        foreach (var together in again.GroupBy(a => TimeSpan.FromSeconds(Math.Ceiling(a.Delay.TotalSeconds)), a => a.Item))
        {
            // A slice delivered again sends the same ids again, so that the run's books stay right.
            var before = sent;
            var writer = new SliceWriter(queues, options.Value, message.Run, n => SyncRuns.SpawnedSliceId(parent, before + n)) { Delay = together.Key };
            foreach (var item in together)
            {
                await writer.AddAsync(item, cancellationToken);
            }

            await writer.FlushAsync(cancellationToken);
            sent += writer.Sent;
        }

        return sent;
    }

    [LoggerMessage(4012, LogLevel.Information, "{Subject}: {Code} at {Path}: {Message}")]
    private partial void LogIssue(string subject, string code, string path, string message);

    [LoggerMessage(4010, LogLevel.Information, "{Subject}: {Code}, attempt {Attempt} follows")]
    private partial void LogRetry(string subject, string? code, int attempt);

    [LoggerMessage(4011, LogLevel.Warning, "{Subject}: {Code}, now a dead letter")]
    private partial void LogDead(string subject, string? code);
}
