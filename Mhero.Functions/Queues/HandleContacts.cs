using Mhero.Core.Sync.Engine;

namespace Mhero.Functions.Queues;

/// <summary>Handles a batch of workers and contacts. Queue: app setting <c>ContactsQueue</c>.</summary>
/// <param name="sync">The contact sync.</param>
public sealed class HandleContacts([FromKeyedServices(SyncKinds.Contacts)] ISync sync)
{
    /// <summary>Runs for each message.</summary>
    [Function(nameof(HandleContacts))]
    public Task RunAsync([QueueTrigger("%ContactsQueue%")] string message, CancellationToken cancellationToken) =>
        sync.HandleAsync(message, cancellationToken);
}
