using Mhero.Core.Sync.Engine;

namespace Mhero.Functions.Queues;

/// <summary>Handles a batch of reports. Queue: app setting <c>ReportsQueue</c>.</summary>
/// <param name="sync">The delivery of reports.</param>
public sealed class HandleReports([FromKeyedServices(SyncKinds.Reports)] ISync sync)
{
    /// <summary>Runs for each message.</summary>
    [Function(nameof(HandleReports))]
    public Task RunAsync([QueueTrigger("%ReportsQueue%")] string message, CancellationToken cancellationToken) =>
        sync.HandleAsync(message, cancellationToken);
}
