using Mhero.Core.Sync.Engine;

namespace Mhero.Functions.Queues;

/// <summary>Files what could not be handled in five deliveries as dead letters, from where it can be replayed.</summary>
/// <param name="sync">The group sync.</param>
public sealed class FileGroupsPoison([FromKeyedServices(SyncKinds.Groups)] ISync sync)
{
    /// <summary>Runs for each message.</summary>
    [Function(nameof(FileGroupsPoison))]
    public Task RunAsync([QueueTrigger("%GroupsQueue%-poison")] string message, CancellationToken cancellationToken) =>
        sync.HandlePoisonAsync(message, cancellationToken);
}
