using Mhero.Core.Messaging;

namespace Mhero.Functions.Queues;

/// <summary>Sends a chunk of a request, or polls its delivery status. Queue: app setting <c>CommunicationsQueue</c>.</summary>
/// <param name="sending">Sends.</param>
public sealed class HandleCommunications(MessageSending sending)
{
    /// <summary>Runs for each message.</summary>
    [Function(nameof(HandleCommunications))]
    public Task RunAsync([QueueTrigger("%CommunicationsQueue%")] string message, CancellationToken cancellationToken) =>
        sending.HandleAsync(message, cancellationToken);
}
