using Mhero.Core.Sync.Engine;

namespace Mhero.Functions.Queues;

/// <summary>Handles a batch of people who want no messages, or some again. Queue: app setting <c>OptOutsQueue</c>.</summary>
/// <param name="sync">The sync of opt-outs.</param>
public sealed class HandleOptOuts([FromKeyedServices(SyncKinds.OptOuts)] ISync sync)
{
    /// <summary>Runs for each message.</summary>
    [Function(nameof(HandleOptOuts))]
    public Task RunAsync([QueueTrigger("%OptOutsQueue%")] string message, CancellationToken cancellationToken) =>
        sync.HandleAsync(message, cancellationToken);
}
