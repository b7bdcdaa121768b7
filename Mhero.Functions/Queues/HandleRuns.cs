using Mhero.Core.Sync.Engine;

namespace Mhero.Functions.Queues;

/// <summary>Handles a batch of runs. Queue: app setting <c>RunsQueue</c>.</summary>
/// <param name="sync">The run sync.</param>
public sealed class HandleRuns([FromKeyedServices(SyncKinds.Runs)] ISync sync)
{
    /// <summary>Runs for each message.</summary>
    [Function(nameof(HandleRuns))]
    public Task RunAsync([QueueTrigger("%RunsQueue%")] string message, CancellationToken cancellationToken) =>
        sync.HandleAsync(message, cancellationToken);
}
