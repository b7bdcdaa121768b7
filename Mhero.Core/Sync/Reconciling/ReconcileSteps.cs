using Mhero.Core.Fhir;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Groups.Polling;

namespace Mhero.Core.Sync.Reconciling;

/// <summary>The steps of a full reconcile. Each reads a bounded part of one side or of the ledger, and can be done again.</summary>
internal sealed class ReconcileSteps(ReconcileStore store, RapidProSide rapidPro, RegistrySide registry, GroupRestart groups, IEnumerable<IReconcileObserver> observers)
{
    /// <summary>Direct reads in a step.</summary>
    private const int Confirmations = 20;

    private const int DeletionsInStep = 250;

    /// <summary>Does the next step.</summary>
    /// <param name="job">The job's id.</param>
    /// <param name="step">The step's number.</param>
    /// <param name="progress">How far the job is.</param>
    /// <param name="isAnyAllowed">Whether any number of records may be gone.</param>
    /// <param name="batches">Takes what has to be checked.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How far it is then.</returns>
    public Task<ReconcileProgress> DoAsync(
        string job, int step, ReconcileProgress progress, bool isAnyAllowed, BatchWriter<ContactItem> batches, CancellationToken cancellationToken) => progress.Phase switch
        {
            ReconcilePhase.Contacts => rapidPro.ReadPageAsync(job, step, progress, batches, cancellationToken),
            ReconcilePhase.Unseen => rapidPro.FindUnseenAsync(job, progress, cancellationToken),
            ReconcilePhase.Workers => registry.ReadAsync(job, progress, batches, cancellationToken),
            ReconcilePhase.Confirmation => ConfirmAsync(job, progress, isAnyAllowed, batches, cancellationToken),
            ReconcilePhase.Deletions => DeleteAsync(job, progress, batches, cancellationToken),
            _ => CheckOthersAsync(progress, cancellationToken),
        };

    /// <summary>Reads some of the records that were not seen by their addresses, and stops at the first one that makes too many.</summary>
    private async Task<ReconcileProgress> ConfirmAsync(string job, ReconcileProgress progress, bool isAnyAllowed, BatchWriter<ContactItem> batches, CancellationToken cancellationToken)
    {
        rapidPro.Forget();
        var rows = await store.MissingAsync(job, progress.Position, Confirmations, cancellationToken);
        var gone = new List<MissingRow>();
        foreach (var row in rows)
        {
            var (isGone, items) = await ConfirmAsync(row, batches, cancellationToken);
            progress = progress.Count(ReconcileCounts.Confirmed).Count(ReconcileCounts.Requests).Count(ReconcileCounts.Changed, items) with { Position = row.Record };
            progress = row.Contact is null
                ? progress with { Workers = progress.Workers.With(row.IsLinked, isGone) }
                : progress with { Contacts = progress.Contacts.With(row.IsLinked, isGone) };
            if (isGone)
            {
                gone.Add(row with { IsGone = true });
            }

            if (!isAnyAllowed && ReconcileObjection.To(progress) is not null)
            {
                return progress;
            }
        }

        await store.WriteMissingAsync(job, gone, cancellationToken);
        return rows.Count < Confirmations ? progress.Next() : progress;
    }

    private async Task<(bool IsGone, int Items)> ConfirmAsync(MissingRow row, BatchWriter<ContactItem> batches, CancellationToken cancellationToken)
    {
        if (row.Contact is { } contact)
        {
            return await rapidPro.ConfirmAsync(contact, batches, cancellationToken);
        }

        try
        {
            return await registry.ConfirmAsync(row.Record, batches, cancellationToken);
        }
        catch (FhirException e) when (e.Kind == FhirErrorKind.Permanent)
        {
            // The registry refuses this one: the handler makes a dead letter of it, and the others do not wait.
            await batches.AddAsync(new ContactItem { Worker = row.Record }, cancellationToken);
            return (false, 1);
        }
    }

    private async Task<ReconcileProgress> DeleteAsync(string job, ReconcileProgress progress, BatchWriter<ContactItem> batches, CancellationToken cancellationToken)
    {
        var rows = await store.MissingAsync(job, progress.Position, DeletionsInStep, cancellationToken);
        foreach (var row in rows.Where(r => r.IsGone))
        {
            await batches.AddAsync(row.Contact is { } contact ? new ContactItem { ContactUuid = contact, Deleted = true } : new ContactItem { Worker = row.Record }, cancellationToken);
            progress = progress.Count(ReconcileCounts.Deleted);
        }

        return rows.Count < DeletionsInStep ? progress.Next() : progress with { Position = rows[^1].Record };
    }

    private async Task<ReconcileProgress> CheckOthersAsync(ReconcileProgress progress, CancellationToken cancellationToken)
    {
        await groups.RestartAsync(cancellationToken);
        foreach (var observer in observers)
        {
            await observer.NotifyAsync(cancellationToken);
        }

        return progress.Next();
    }
}
