namespace Mhero.Core.Sync.Flows;

/// <summary>Is notified when the flows of the workspace were read.</summary>
internal interface IFlowsObserver
{
    /// <summary>Handles a reading. A repeated notification must do no harm.</summary>
    /// <param name="cancellationToken">Cancels; the next reading notifies again.</param>
    Task NotifyAsync(CancellationToken cancellationToken);
}
