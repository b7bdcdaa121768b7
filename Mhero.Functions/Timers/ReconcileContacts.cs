using Mhero.Core.Operating;

namespace Mhero.Functions.Timers;

/// <summary>Orders a full reconcile of contacts and workers, as a job. Schedule: app setting <c>ReconcileContactsSchedule</c> (NCRONTAB).</summary>
/// <param name="syncs">The syncs.</param>
public sealed class ReconcileContacts(SyncActions syncs)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function(nameof(ReconcileContacts))]
    public Task RunAsync([TimerTrigger("%ReconcileContactsSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        syncs.ReconcileAsync(confirm: false, by: null, cancellationToken);
}
