using Mhero.Core.Sync.Engine;

namespace Mhero.Functions.Queues;

/// <summary>Handles a batch of flows. Queue: app setting <c>FlowsQueue</c>.</summary>
/// <param name="sync">The flow sync.</param>
public sealed class HandleFlows([FromKeyedServices(SyncKinds.Flows)] ISync sync)
{
    /// <summary>Runs for each message.</summary>
    [Function(nameof(HandleFlows))]
    public Task RunAsync([QueueTrigger("%FlowsQueue%")] string message, CancellationToken cancellationToken) =>
        sync.HandleAsync(message, cancellationToken);
}
