using Mhero.Core.Storage.Audit;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Storage.Pauses;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Reconciling;

namespace Mhero.Core.Operating;

/// <summary>An operator's actions on syncs. Each is in the audit log before it is done.</summary>
public sealed class SyncActions
{
    private readonly IReadOnlyList<ISync> _syncs;
    private readonly PauseSwitch _pauses;
    private readonly IAuditLog _audit;
    private readonly JobOrders _jobs;

    internal SyncActions(IEnumerable<ISync> syncs, PauseSwitch pauses, IAuditLog audit, JobOrders jobs) => (_syncs, _pauses, _audit, _jobs) = ([.. syncs], pauses, audit, jobs);

    /// <summary>The kinds that can be started.</summary>
    public IReadOnlyList<string> Kinds => [.. _syncs.SelectMany(sync => sync.Pollers).Order(StringComparer.Ordinal)];

    /// <summary>Orders a reading of each poller of a sync, or of one poller. Orders of a paused direction wait on the queue.</summary>
    /// <param name="kind">The kind of a sync, or of one of its pollers; case does not count.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Cancels; some readings may be ordered then.</param>
    /// <returns>The pollers whose reading is ordered; none for a kind that does not exist.</returns>
    public async Task<IReadOnlyList<string>> StartAsync(string kind, Operator by, CancellationToken cancellationToken)
    {
        var sync = _syncs.FirstOrDefault(s => string.Equals(s.Kind, kind, StringComparison.OrdinalIgnoreCase));
        var pollers = sync?.Pollers ?? [.. _syncs.SelectMany(s => s.Pollers).Where(p => string.Equals(p, kind, StringComparison.OrdinalIgnoreCase))];
        sync ??= _syncs.FirstOrDefault(s => pollers.Any(s.Pollers.Contains));
        if (sync is null)
        {
            return [];
        }

        await _audit.WriteAsync(new AuditEntry(by, AuditActions.StartSync, sync.Kind) { After = string.Join(", ", pollers) }, cancellationToken);
        foreach (var poller in pollers)
        {
            await sync.OrderAsync(poller, null, cancellationToken);
        }

        return pollers;
    }

    /// <summary>Orders a full reconcile: both sides are compared with the ledger, and what differs or is gone is handled as if a poller had shown it.</summary>
    /// <param name="confirm">Whether any number of records may be gone; else the job stops when more are than people delete.</param>
    /// <param name="by">The operator; null for the timer, which the audit log does not have.</param>
    /// <param name="cancellationToken">Cancels; it is not known then whether there is a job, and a repeat does no harm.</param>
    /// <returns>The job; one that is not finished yet is returned instead.</returns>
    public async Task<Job> ReconcileAsync(bool confirm, Operator? by, CancellationToken cancellationToken)
    {
        if (by is not null)
        {
            await _audit.WriteAsync(new AuditEntry(by, AuditActions.StartSync, SyncKinds.Contacts) { After = JobKinds.Reconcile, Detail = confirm ? ReconcileWork.Allowed : null }, cancellationToken);
        }

        return await _jobs.StartAsync(new JobOrder(JobKinds.Reconcile) { Argument = confirm ? ReconcileWork.Allowed : null, By = by?.Name }, cancellationToken);
    }

    /// <summary>Pauses a direction.</summary>
    /// <param name="direction">The direction, one of <see cref="Directions"/>.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The pause; null for a direction that does not exist.</returns>
    public async Task<Pause?> PauseAsync(string direction, string reason, Operator by, CancellationToken cancellationToken)
    {
        if (!Directions.Known.Contains(direction))
        {
            return null;
        }

        await _audit.WriteAsync(new AuditEntry(by, AuditActions.Pause, direction) { Detail = reason }, cancellationToken);
        return await _pauses.PauseAsync(direction, by.Name, reason, cancellationToken);
    }

    /// <summary>Resumes a direction.</summary>
    /// <param name="direction">The direction, one of <see cref="Directions"/>; <see cref="Directions.All"/> ends every pause.</param>
    /// <param name="reason">The reason; null for none.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The pauses that it ended; null for a direction that does not exist.</returns>
    public async Task<IReadOnlyList<Pause>?> ResumeAsync(string direction, string? reason, Operator by, CancellationToken cancellationToken)
    {
        if (!Directions.Known.Contains(direction))
        {
            return null;
        }

        var before = await _pauses.ListAsync(cancellationToken);
        await _audit.WriteAsync(new AuditEntry(by, AuditActions.Resume, direction) { Before = SyncJson.Write(before), Detail = reason }, cancellationToken);
        return await _pauses.ResumeAsync(direction, cancellationToken);
    }
}
