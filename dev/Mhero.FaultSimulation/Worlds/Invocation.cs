using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Mhero.FaultSimulation.Worlds;

/// <summary>A function that an instance carries out.</summary>
internal sealed record Invocation(Instance Instance, string Name, Task Task)
{
    /// <summary>Called when it ends, with whether it succeeded. Not called when its instance dies.</summary>
    public Action<bool>? Ended { get; init; }

    /// <summary>Called when its instance dies before it ends.</summary>
    public Action? Abandoned { get; init; }

    public QueueClient? Queue { get; init; }

    public QueueMessage? Message { get; init; }
}
