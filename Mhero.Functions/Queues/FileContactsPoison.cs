using Mhero.Core.Sync.Engine;

namespace Mhero.Functions.Queues;

/// <summary>Files what could not be handled in five deliveries as dead letters, from where it can be replayed.</summary>
/// <param name="sync">The contact sync.</param>
public sealed class FileContactsPoison([FromKeyedServices(SyncKinds.Contacts)] ISync sync)
{
    /// <summary>Runs for each message.</summary>
    [Function(nameof(FileContactsPoison))]
    public Task RunAsync([QueueTrigger("%ContactsQueue%-poison")] string message, CancellationToken cancellationToken) =>
        sync.HandlePoisonAsync(message, cancellationToken);
}
