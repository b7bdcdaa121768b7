using Mhero.Core.Messaging;

namespace Mhero.Functions.Queues;

/// <summary>Files what could not be handled in five deliveries as dead letters, from where it can be replayed.</summary>
/// <param name="sending">Sends.</param>
public sealed class FileCommunicationsPoison(MessageSending sending)
{
    /// <summary>Runs for each message.</summary>
    [Function(nameof(FileCommunicationsPoison))]
    public Task RunAsync([QueueTrigger("%CommunicationsQueue%-poison")] string message, CancellationToken cancellationToken) =>
        sending.HandlePoisonAsync(message, cancellationToken);
}
