using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Reconciling;

/// <summary>
/// Compares both sides with the ledger in full, a page in a step, and puts what differs on the queue of the contacts, where the handler decides as for
/// a change that a poller found. Writes to neither side. See docs/adr/0052.
/// </summary>
internal sealed partial class ReconcileWork(
    ReconcileStore store,
    ReconcileBeginning beginning,
    ReconcileSteps steps,
    WorkQueue<ContactItem> queue,
    SyncLogStore log,
    IOptions<SyncDefaultOptions> defaults,
    ILogger<ReconcileWork> logger) : IJobWork
{
    /// <summary>The kind of its entries in the sync log.</summary>
    public const string LogKind = "reconcile";

    /// <summary>The argument of an order that allows any number of deletions.</summary>
    public const string Allowed = "confirm";

    /// <summary>A side that cannot be read for so many waits ends the job; the next one begins again.</summary>
    private const int MaxWaits = 60;

    public string Kind => JobKinds.Reconcile;

    public string Direction => SyncKinds.Contacts;

    public TimeSpan PausedDelay => defaults.Value.PausedDelay;

    public int ChunkSize => 1;

    /// <summary>The items are the numbers of the steps. Their total is not known before the end: the job shows an estimate by the rows of the ledger.</summary>
    public async IAsyncEnumerable<string> ItemsAsync(JobRow job, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = job.Total is null ? await beginning.EstimateAsync(cancellationToken) : int.MaxValue;
        if ((await store.FindAsync(job.Id, cancellationToken))?.Phase == ReconcilePhase.Ended)
        {
            yield break;
        }

        for (var step = job.After is null ? 1 : int.Parse(job.After, CultureInfo.InvariantCulture) + 1; step <= last; step++)
        {
            yield return step.ToString(CultureInfo.InvariantCulture);
        }
    }

    public async Task<int> DoAsync(JobRow job, IReadOnlyList<string> items, CancellationToken cancellationToken)
    {
        var step = int.Parse(items[0], CultureInfo.InvariantCulture);
        var progress = await store.FindAsync(job.Id, cancellationToken) ?? await beginning.BeginAsync(job.Id, cancellationToken);
        if (progress.Step >= step || progress.Phase == ReconcilePhase.Ended)
        {
            return 0;
        }

        if (progress.Step == 0 && await beginning.UnreadSideAsync(cancellationToken) is { } unread)
        {
            return await EndAsync(job.Id, progress, unread, cancellationToken);
        }

        var isAnyAllowed = job.Argument == Allowed;
        try
        {
            var batches = queue.Writer(progress.Execution, n => $"{LogKind}-{step}-{n}");
            progress = await steps.DoAsync(job.Id, step, progress, isAnyAllowed, batches, cancellationToken);
            await batches.FlushAsync(cancellationToken);
            progress = progress with { Sent = progress.Sent + batches.Sent, Step = step };
        }
        catch (Exception e) when (e is RapidProException or FhirException)
        {
            var failure = Failure.Of(e);
            return failure.State != ItemState.Dead && job.Postponed < MaxWaits
                ? throw new JobPostponedException(failure.Code, failure.Delay)
                : await EndAsync(job.Id, progress, SentenceOf(failure), cancellationToken);
        }

        if (!isAnyAllowed && ReconcileObjection.To(progress) is { } objection)
        {
            return await EndAsync(job.Id, progress, objection, cancellationToken);
        }

        if (progress.Phase == ReconcilePhase.Ended)
        {
            return await EndAsync(job.Id, progress, null, cancellationToken);
        }

        await store.SaveAsync(job.Id, progress, cancellationToken);
        return 0;
    }

    private static string SentenceOf(Failure failure) =>
        failure.Cause.StartsWith(failure.Code, StringComparison.Ordinal) ? failure.Cause : $"{failure.Code}: {failure.Cause}";

    /// <summary>Ends the job. The lists go last: a process that dies before does the step again, which needs them.</summary>
    /// <returns>How many items failed: one for an error.</returns>
    private async Task<int> EndAsync(string job, ReconcileProgress progress, string? error, CancellationToken cancellationToken)
    {
        if (error is not null)
        {
            LogStopped(job, error);
        }

        await log.FinishReadingAsync(progress.Execution, progress.Sent, progress.Counts, error, cancellationToken);
        await store.SaveAsync(job, progress with { Phase = ReconcilePhase.Ended }, cancellationToken);
        await store.ClearAsync(job, cancellationToken);
        return error is null ? 0 : 1;
    }

    [LoggerMessage(4112, LogLevel.Error, "The full reconcile {Job} stopped: {Reason}")]
    private partial void LogStopped(string job, string reason);
}
