using Mhero.Core.Sync.Engine;

namespace Mhero.Functions.Queues;

/// <summary>Handles a batch of messages. Queue: app setting <c>MessagesQueue</c>.</summary>
/// <param name="sync">The message sync.</param>
public sealed class HandleMessages([FromKeyedServices(SyncKinds.Messages)] ISync sync)
{
    /// <summary>Runs for each message.</summary>
    [Function(nameof(HandleMessages))]
    public Task RunAsync([QueueTrigger("%MessagesQueue%")] string message, CancellationToken cancellationToken) =>
        sync.HandleAsync(message, cancellationToken);
}
