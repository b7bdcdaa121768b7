using Mhero.Core.Sync.Engine;

namespace Mhero.Functions.Queues;

/// <summary>Files what could not be handled in five deliveries as dead letters, from where it can be replayed.</summary>
/// <param name="sync">The sync of opt-outs.</param>
public sealed class FileOptOutsPoison([FromKeyedServices(SyncKinds.OptOuts)] ISync sync)
{
    /// <summary>Runs for each message.</summary>
    [Function(nameof(FileOptOutsPoison))]
    public Task RunAsync([QueueTrigger("%OptOutsQueue%-poison")] string message, CancellationToken cancellationToken) =>
        sync.HandlePoisonAsync(message, cancellationToken);
}
