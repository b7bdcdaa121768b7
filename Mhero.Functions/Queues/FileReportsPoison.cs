using Mhero.Core.Sync.Engine;

namespace Mhero.Functions.Queues;

/// <summary>Files what could not be handled in five deliveries as dead letters, from where it can be replayed.</summary>
/// <param name="sync">The delivery of reports.</param>
public sealed class FileReportsPoison([FromKeyedServices(SyncKinds.Reports)] ISync sync)
{
    /// <summary>Runs for each message.</summary>
    [Function(nameof(FileReportsPoison))]
    public Task RunAsync([QueueTrigger("%ReportsQueue%-poison")] string message, CancellationToken cancellationToken) =>
        sync.HandlePoisonAsync(message, cancellationToken);
}
