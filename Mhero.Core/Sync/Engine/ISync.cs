namespace Mhero.Core.Sync.Engine;

/// <summary>One path of records: its pollers and its queue. The services hold one for each of its kinds, keyed by <see cref="Kind"/>.</summary>
public interface ISync
{
    /// <summary>The kind, one of <see cref="SyncKinds"/>.</summary>
    string Kind { get; }

    /// <summary>The kinds under which the executions of its pollers are listed, the sync's own kind first.</summary>
    IReadOnlyList<string> Pollers { get; }

    /// <summary>The name of its queue.</summary>
    string Queue { get; }

    /// <summary>Reads what changed and puts it on the queue.</summary>
    /// <param name="poller">The poller's kind.</param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    /// <returns>The sync execution under which the batches are counted; it gives the reason when the side could not be read.</returns>
    /// <remarks>
    /// A throttled reading is ordered again for when the wait is over; after any other failure the cursor stays at the last page
    /// read, and the next timer goes on from there.
    /// </remarks>
    Task<string> ReadAsync(string poller, CancellationToken cancellationToken);

    /// <summary>Orders a reading through the queue, so that the caller need not wait for it.</summary>
    /// <param name="poller">The poller's kind.</param>
    /// <param name="delay">When to begin; at once if null.</param>
    /// <param name="cancellationToken">Cancels the order.</param>
    Task OrderAsync(string poller, TimeSpan? delay, CancellationToken cancellationToken);

    /// <summary>Handles a message of the queue. Handling it twice changes nothing the second time.</summary>
    /// <param name="content">The message as JSON.</param>
    /// <param name="cancellationToken">Cancels; the message is then to be delivered again.</param>
    Task HandleAsync(string content, CancellationToken cancellationToken);

    /// <summary>Dead-letters a message that was delivered too often without being handled: each of its items individually.</summary>
    /// <param name="content">The message as JSON.</param>
    /// <param name="cancellationToken">Cancels; the message is then to be delivered again.</param>
    Task HandlePoisonAsync(string content, CancellationToken cancellationToken);
}
