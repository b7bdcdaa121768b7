namespace Mhero.Core.Sync.Reconciling;

/// <summary>Is notified when a full reconcile has compared contacts and workers, before it ends.</summary>
internal interface IReconcileObserver
{
    /// <summary>Handles the reconcile. A repeated notification must do no harm.</summary>
    /// <param name="cancellationToken">Cancels; the job's step is then done again.</param>
    Task NotifyAsync(CancellationToken cancellationToken);
}
