using Mhero.Core.Sync.Engine;

namespace Mhero.Functions.Queues;

/// <summary>Files what could not be handled in five deliveries as dead letters, from where it can be replayed.</summary>
/// <param name="sync">The message sync.</param>
public sealed class FileMessagesPoison([FromKeyedServices(SyncKinds.Messages)] ISync sync)
{
    /// <summary>Runs for each message.</summary>
    [Function(nameof(FileMessagesPoison))]
    public Task RunAsync([QueueTrigger("%MessagesQueue%-poison")] string message, CancellationToken cancellationToken) =>
        sync.HandlePoisonAsync(message, cancellationToken);
}
