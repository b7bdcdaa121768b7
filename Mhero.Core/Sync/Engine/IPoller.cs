using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Engine;

/// <summary>Reads what changed on one side and enqueues it.</summary>
/// <typeparam name="TItem">The item that the queue carries.</typeparam>
internal interface IPoller<TItem>
    where TItem : QueueItem
{
    /// <summary>The kind under which its executions are listed, one of <see cref="SyncKinds"/>.</summary>
    string Kind { get; }

    /// <summary>Its name in the orders on the queue.</summary>
    string OrderName => Kind;

    /// <summary>Whether people and timers order it by its kind; a poller that carries out an order of its own is not listed.</summary>
    bool IsListed => true;

    /// <summary>Reads to the end.</summary>
    /// <param name="batches">Takes what changed.</param>
    /// <param name="cancellationToken">Stops between two pages; pages already read count.</param>
    /// <exception cref="RapidPro.RapidProException">RapidPro cannot be read; the cursor stands at the last page that was.</exception>
    /// <exception cref="Floip.Http.FlowResultsException">A FLOIP server cannot be read; the cursors of its packages stand where they were.</exception>
    /// <exception cref="Fhir.FhirException">The registry cannot be read; the cursor stands at the last page that was.</exception>
    Task ReadAsync(BatchWriter<TItem> batches, CancellationToken cancellationToken);

    /// <summary>Ends a reading, after its execution was recorded.</summary>
    /// <param name="failure">Why the side was not read to its end; null when it was.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task SettleAsync(Exception? failure, CancellationToken cancellationToken) => Task.CompletedTask;
}
