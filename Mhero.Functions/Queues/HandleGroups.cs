using Mhero.Core.Sync.Engine;

namespace Mhero.Functions.Queues;

/// <summary>Handles a batch of groups and members. Queue: app setting <c>GroupsQueue</c>.</summary>
/// <param name="sync">The group sync.</param>
public sealed class HandleGroups([FromKeyedServices(SyncKinds.Groups)] ISync sync)
{
    /// <summary>Runs for each message.</summary>
    [Function(nameof(HandleGroups))]
    public Task RunAsync([QueueTrigger("%GroupsQueue%")] string message, CancellationToken cancellationToken) =>
        sync.HandleAsync(message, cancellationToken);
}
