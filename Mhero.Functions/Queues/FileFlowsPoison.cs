using Mhero.Core.Sync.Engine;

namespace Mhero.Functions.Queues;

/// <summary>Files what could not be handled in five deliveries as dead letters, from where it can be replayed.</summary>
/// <param name="sync">The flow sync.</param>
public sealed class FileFlowsPoison([FromKeyedServices(SyncKinds.Flows)] ISync sync)
{
    /// <summary>Runs for each message.</summary>
    [Function(nameof(FileFlowsPoison))]
    public Task RunAsync([QueueTrigger("%FlowsQueue%-poison")] string message, CancellationToken cancellationToken) =>
        sync.HandlePoisonAsync(message, cancellationToken);
}
