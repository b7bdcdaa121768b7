using System.Globalization;
using System.Runtime.CompilerServices;
using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Contacts.Polling;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Polling;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Groups.Polling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Reconciling;

/// <summary>
/// Compares both sides with the ledger in full, a page in a step, and puts what differs on the queue of the contacts, where the handler decides as for
/// a change that a poller found. Writes to neither side. See docs/adr/0052.
/// </summary>
internal sealed partial class ReconcileWork(
    ReconcileStore store,
    RapidProSide rapidPro,
    RegistrySide registry,
    GroupRestart groups,
    [FromKeyedServices(SyncKinds.Groups)] ISync groupSync,
    WorkQueue<ContactItem> queue,
    ContactLedger ledger,
    ChangePoller poller,
    JobStore jobs,
    SyncLogStore log,
    IOptions<SyncDefaultOptions> defaults,
    ILogger<ReconcileWork> logger) : IJobWork
{
    /// <summary>The kind of its entries in the sync log.</summary>
    public const string LogKind = "reconcile";

    /// <summary>The argument of an order that allows any number of deletions.</summary>
    public const string Allowed = "confirm";

    /// <summary>Direct reads in a step.</summary>
    private const int Confirmations = 20;

    private const int DeletionsInStep = 250;

    /// <summary>A side that cannot be read for so many waits ends the job; the next one begins again.</summary>
    private const int MaxWaits = 60;

    public string Kind => JobKinds.Reconcile;

    public string Direction => SyncKinds.Contacts;

    public TimeSpan PausedDelay => defaults.Value.PausedDelay;

    public int ChunkSize => 1;

    /// <summary>The items are the numbers of the steps. Their total is not known before the end: the job shows an estimate by the rows of the ledger.</summary>
    public async IAsyncEnumerable<string> ItemsAsync(JobRow job, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = job.Total is null ? await EstimateAsync(cancellationToken) : int.MaxValue;
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
        var progress = await store.FindAsync(job.Id, cancellationToken) ?? await BeginAsync(job, cancellationToken);
        if (progress.Step >= step)
        {
            return 0;
        }

        if (progress.Step == 0 && await UnreadSideAsync(cancellationToken) is { } unread)
        {
            await EndAsync(job, progress, unread, cancellationToken);
            return 1;
        }

        try
        {
            var batches = queue.Writer(progress.Execution, n => $"{LogKind}-{step}-{n}");
            progress = await StepAsync(job, step, progress, batches, cancellationToken);
            await batches.FlushAsync(cancellationToken);
            progress = progress with { Sent = progress.Sent + batches.Sent, Step = step };
        }
        catch (Exception e) when (e is RapidProException or FhirException)
        {
            var failure = Failure.Of(e);
            if (failure.State != ItemState.Dead && job.Postponed < MaxWaits)
            {
                throw new JobPostponedException(failure.Code, failure.Delay);
            }

            await EndAsync(job, progress with { Step = step }, Sentence(failure), cancellationToken);
            return 1;
        }

        if (Objection(job, progress) is { } objection)
        {
            await EndAsync(job, progress, objection, cancellationToken);
            return 1;
        }

        await (progress.Phase == ReconcilePhase.Ended ? EndAsync(job, progress, null, cancellationToken) : store.SaveAsync(job.Id, progress, cancellationToken));
        return 0;
    }

    private Task<ReconcileProgress> StepAsync(JobRow job, int step, ReconcileProgress progress, BatchWriter<ContactItem> batches, CancellationToken cancellationToken) => progress.Phase switch
    {
        ReconcilePhase.Contacts => rapidPro.ReadPageAsync(job.Id, step, progress, batches, cancellationToken),
        ReconcilePhase.Unseen => rapidPro.FindUnseenAsync(job.Id, progress, cancellationToken),
        ReconcilePhase.Workers => registry.ReadAsync(job.Id, progress, batches, cancellationToken),
        ReconcilePhase.Confirmation => ConfirmAsync(job, progress, batches, cancellationToken),
        ReconcilePhase.Deletions => DeleteAsync(job, progress, batches, cancellationToken),
        _ => RestartGroupsAsync(progress, cancellationToken),
    };

    /// <summary>Before both sides were read to their ends, every record would be other than the ledger has it.</summary>
    private async Task<string?> UnreadSideAsync(CancellationToken cancellationToken) =>
        await poller.WasReadAsync(CursorNames.ContactsKnown, cancellationToken) && await poller.WasReadAsync(CursorNames.WorkersKnown, cancellationToken)
            ? null
            : $"{SyncCodes.OtherSideUnread}: RapidPro's contacts and the registry's workers have to be read to their ends first.";

    private async Task<ReconcileProgress> BeginAsync(JobRow job, CancellationToken cancellationToken)
    {
        await store.ClearOthersAsync(async other => other != job.Id && await jobs.FindAsync(other, cancellationToken) is null or { IsFinished: true }, cancellationToken);
        var progress = new ReconcileProgress { Execution = await log.StartAsync(LogKind, cancellationToken) };
        await store.SaveAsync(job.Id, progress, cancellationToken);
        return progress;
    }

    /// <summary>Reads some of the records that were not seen by their addresses, and stops at the first one that makes too many.</summary>
    private async Task<ReconcileProgress> ConfirmAsync(JobRow job, ReconcileProgress progress, BatchWriter<ContactItem> batches, CancellationToken cancellationToken)
    {
        rapidPro.Forget();
        var rows = await store.MissingAsync(job.Id, progress.Position, Confirmations, cancellationToken);
        var gone = new List<MissingRow>();
        foreach (var row in rows)
        {
            var (isGone, items) = await (row.Contact is { } contact
                ? rapidPro.ConfirmAsync(contact, batches, cancellationToken)
                : registry.ConfirmAsync(row.Record, batches, cancellationToken));
            progress = progress.Count(ReconcileCounts.Confirmed).Count(ReconcileCounts.Requests).Count(ReconcileCounts.Changed, items) with { Position = row.Record };
            progress = row.Contact is null
                ? progress with { Workers = progress.Workers.With(row.IsLinked, isGone) }
                : progress with { Contacts = progress.Contacts.With(row.IsLinked, isGone) };
            if (isGone)
            {
                gone.Add(row with { IsGone = true });
            }

            if (Objection(job, progress) is not null)
            {
                return progress;
            }
        }

        await store.WriteMissingAsync(job.Id, gone, cancellationToken);
        return rows.Count < Confirmations ? progress.Next() : progress;
    }

    private async Task<ReconcileProgress> DeleteAsync(JobRow job, ReconcileProgress progress, BatchWriter<ContactItem> batches, CancellationToken cancellationToken)
    {
        var rows = await store.MissingAsync(job.Id, progress.Position, DeletionsInStep, cancellationToken);
        foreach (var row in rows.Where(r => r.IsGone))
        {
            await batches.AddAsync(row.Contact is { } contact ? new ContactItem { ContactUuid = contact, Deleted = true } : new ContactItem { Worker = row.Record }, cancellationToken);
            progress = progress.Count(ReconcileCounts.Deleted);
        }

        return rows.Count < DeletionsInStep ? progress.Next() : progress with { Position = rows[^1].Record };
    }

    private async Task<ReconcileProgress> RestartGroupsAsync(ReconcileProgress progress, CancellationToken cancellationToken)
    {
        if (await groups.RestartAsync(cancellationToken))
        {
            await groupSync.OrderAsync(SyncKinds.Groups, null, cancellationToken);
        }

        return progress.Next();
    }

    /// <summary>Why the job must not go on: too many of a side's records are gone.</summary>
    private static string? Objection(JobRow job, ReconcileProgress progress)
    {
        if (job.Argument == Allowed)
        {
            return null;
        }

        return progress.Contacts.IsTooMuch
            ? TooMany(progress.Contacts, "contacts", "RapidPro", "Mhero__RapidPro__BaseUrl, the token and its workspace")
            : progress.Workers.IsTooMuch ? TooMany(progress.Workers, "workers", "the registry", "Mhero__Fhir__BaseUrl and its partition or tenant") : null;
    }

    private static string TooMany(PresenceCounts counts, string what, string side, string settings) => string.Create(
        CultureInfo.InvariantCulture,
        $"{SyncCodes.TooManyGone}: {side} does not have {counts.Gone} of the {counts.All} {what} that were looked at, and no deletion was handled. Check {settings}, and whether a database was restored. If people deleted them: POST sync/contacts?full=true&confirm=true, or mhero sync contacts --full --confirm.");

    private static string Sentence(Failure failure) =>
        failure.Cause.StartsWith(failure.Code, StringComparison.Ordinal) ? failure.Cause : $"{failure.Code}: {failure.Cause}";

    private async Task EndAsync(JobRow job, ReconcileProgress progress, string? error, CancellationToken cancellationToken)
    {
        if (error is not null)
        {
            LogStopped(job.Id, error);
        }

        await store.ClearAsync(job.Id, cancellationToken);
        await log.FinishReadingAsync(progress.Execution, progress.Sent, progress.Counts, error, cancellationToken);
        await store.SaveAsync(job.Id, progress with { Phase = ReconcilePhase.Ended }, cancellationToken);
    }

    /// <summary>A page of contacts has 250, a step through their rows 500, one through those of workers 100, and three steps follow at least.</summary>
    private async Task<int> EstimateAsync(CancellationToken cancellationToken)
    {
        var (contacts, workers) = await ledger.CountAsync(cancellationToken);
        return (contacts / 250) + (contacts / 500) + (workers / 100) + 6;
    }

    [LoggerMessage(4112, LogLevel.Error, "The full reconcile {Job} stopped: {Reason}")]
    private partial void LogStopped(string job, string reason);
}
