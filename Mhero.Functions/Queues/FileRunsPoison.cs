using Mhero.Core.Sync.Engine;

namespace Mhero.Functions.Queues;

/// <summary>Files what could not be handled in five deliveries as dead letters, from where it can be replayed.</summary>
/// <param name="sync">The run sync.</param>
public sealed class FileRunsPoison([FromKeyedServices(SyncKinds.Runs)] ISync sync)
{
    /// <summary>Runs for each message.</summary>
    [Function(nameof(FileRunsPoison))]
    public Task RunAsync([QueueTrigger("%RunsQueue%-poison")] string message, CancellationToken cancellationToken) =>
        sync.HandlePoisonAsync(message, cancellationToken);
}
