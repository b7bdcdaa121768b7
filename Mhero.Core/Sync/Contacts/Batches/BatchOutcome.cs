using Mhero.Core.Storage.Reviews;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>Ensures that every item of a batch ends in a defined state: done, back on the queue, in review, or in the dead letters.</summary>
internal sealed partial class BatchOutcome(
    WorkQueue<ContactItem> queue,
    ReviewStore reviews,
    SettledPairs settledPairs,
    Conflicts conflicts,
    WorkerIssues workerIssues,
    ValueReviews values,
    IOptions<ContactSyncOptions> options,
    ILogger<BatchOutcome> logger)
{
    /// <summary>From this number of waits on, the wait for the other side's first reading grows no longer: 45 s by default.</summary>
    private const int MaxReadingWaits = 3;

    /// <summary>Records the conflicts of planned pairs. Called before the sides are written: afterwards both sides agree, and a repeat finds no conflict.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="cancellationToken">Cancels the writes.</param>
    public async Task RecordConflictsAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken)
    {
        foreach (var pair in pairs.Where(p => p is { IsOpen: true, Plan.Conflicts.Count: > 0 }))
        {
            await conflicts.RecordAsync(pair.Reference ?? pair.Subject, pair.Plan!.Conflicts, cancellationToken);
        }
    }

    /// <summary>Settles a batch.</summary>
    /// <param name="message">The message that brought it.</param>
    /// <param name="pairs">Its items, with their results.</param>
    /// <param name="more">Further items that came up.</param>
    /// <param name="cancellationToken">Cancels; the message is then delivered again.</param>
    public async Task SettleAsync(BatchMessage<ContactItem> message, IReadOnlyList<Pair> pairs, IReadOnlyList<ContactItem> more, CancellationToken cancellationToken)
    {
        await queue.JudgeAsync(message, pairs, cancellationToken);
        var counts = SyncCounts.Empty;
        var again = more.Select(item => new ReturnedItem<ContactItem>(item, TimeSpan.Zero, false)).ToList();
        foreach (var pair in pairs.Where(p => !p.IsFolded))
        {
            counts = counts.Add(await SettleAsync(pair, again, cancellationToken));
        }

        counts = counts.Add(SyncCounts.Issues, await KeepIssuesAsync(pairs, cancellationToken));
        await settledPairs.SettleAsync(pairs, cancellationToken);
        counts = counts.Add(SyncCounts.Reviews, await values.AskAsync(pairs, cancellationToken));
        await queue.ReturnAsync(message, counts, again, cancellationToken);
    }

    private async Task<SyncCounts> SettleAsync(Pair pair, List<ReturnedItem<ContactItem>> again, CancellationToken cancellationToken)
    {
        var counts = CountsOf(pair);
        switch (pair.State)
        {
            case ItemState.Postponed:
                // A first reading ends at a time that has nothing to do with how often this item has waited for it.
                var waits = pair.Code == SyncCodes.OtherSideUnread ? Math.Min(pair.Item.Waits + 1, MaxReadingWaits) : pair.Item.Waits + 1;
                again.Add(new(pair.Postponed(), pair.Delay ?? queue.DelayBefore(waits), true));
                counts = counts.Add(SyncCounts.Postponed, 1);
                break;
            case ItemState.Retry when pair.Item.Attempts + 1 < options.Value.MaxAttempts:
                var attempt = pair.Item.Attempts + 1;
                again.Add(new(pair.Item with { Fresh = null, FreshAt = null, Attempts = attempt, Waits = 0 }, pair.Delay ?? queue.DelayBefore(attempt), false));
                queue.LogRetry(pair.Subject, pair.Code, attempt);
                counts = counts.Add(SyncCounts.Postponed, 1);
                break;
            case ItemState.Retry or ItemState.Dead:
                await queue.DeadLetterAsync(pair.Item, pair.Code!, pair.Cause!, cancellationToken);
                var side = pair.Item.Worker is not null ? SyncCounts.ContactsFailed : SyncCounts.PractitionersFailed;
                counts = counts.Add(side, 1).Add(SyncCounts.DeadLetters, 1);
                break;
            case ItemState.Review:
                counts = counts.Add(await AskAsync(pair, pair.Code!, pair.Cause!, pair.Candidates, cancellationToken));
                break;
            case ItemState.Done when pair.SideReview is { } question:
                counts = counts.Add(await AskAsync(pair, question.Code, question.Message, question.Candidates, cancellationToken));
                break;
            default:
                break;
        }

        // A pair that was written and has to be repeated finds both sides equal the next time.
        if (pair is { Plan.Conflicts: { Count: > 0 } found } && (pair.State == ItemState.Done || pair.ContactUpdated || pair.WorkerUpdated))
        {
            counts = counts.Add(SyncCounts.Conflicts, found.Count);
        }

        foreach (var issue in pair.Plan?.Issues ?? [])
        {
            LogIssue(pair.Subject, issue.Code, issue.Path, issue.Message);
        }

        return counts;
    }

    /// <summary>Keeps the issues of each worker; a worker that was checked and has none has no entry.</summary>
    private Task<int> KeepIssuesAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken) => workerIssues.ReplaceAsync(
        pairs
            .Where(p => p is { IsFolded: false, Reference: not null, State: ItemState.Done or ItemState.Skipped or ItemState.Review } && (p.Worker is not null || p.WorkerIssues.Count > 0))
            .DistinctBy(p => p.Reference)
            .ToDictionary(p => p.Reference!, p => p.WorkerIssues),
        cancellationToken);

    private async Task<SyncCounts> AskAsync(
        Pair pair, string code, string question, IReadOnlyList<ReviewCandidate> candidates, CancellationToken cancellationToken)
    {
        // The candidates of a question about numbers are contacts, so the question is the worker's.
        var item = code == SyncCodes.NumberOfAnother && pair is { State: ItemState.Done, Reference: { } worker } ? new ContactItem { Worker = worker } : pair.Item;
        var payload = SyncJson.Write(new BatchMessage<ContactItem> { Items = [item with { Fresh = null, FreshAt = null, Attempts = 0, Waits = 0, Decision = null }] });

        // The same question of a repeated check does not open another review.
        var isNew = await reviews.OpenAsync(item.Subject, code, question, candidates, payload, cancellationToken);
        return SyncCounts.Empty.Add(SyncCounts.Reviews, isNew ? 1 : 0);
    }

    private static SyncCounts CountsOf(Pair pair)
    {
        var counts = SyncCounts.Empty;
        if (pair.State is ItemState.Skipped)
        {
            return counts.Add(SyncCounts.Skipped, 1);
        }

        // Writes that were done count even if the rest of the pair has to be tried again. A pair at rest may come from
        // both sides: each counts its own.
        var atRest = pair is { State: ItemState.Done, ContactCreated: false, ContactUpdated: false, WorkerCreated: false, WorkerUpdated: false };
        return pair.Written
            .Add(SyncCounts.ContactsUnchanged, atRest && pair.Item.Worker is null ? 1 : 0)
            .Add(SyncCounts.PractitionersUnchanged, atRest && pair.Item.Worker is not null ? 1 : 0);
    }

    [LoggerMessage(4012, LogLevel.Information, "{Subject}: {Code} at {Path}: {Message}")]
    private partial void LogIssue(string subject, string code, string path, string message);
}
