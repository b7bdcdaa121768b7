using System.Collections.Concurrent;
using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage.SyncLog;
using Microsoft.Extensions.Logging;

namespace Mhero.Core.Sync.Queueing;

/// <summary>Reads pollers onto a queue, each reading with its own entry in the log of sync executions.</summary>
/// <typeparam name="TItem">The item that the queue carries.</typeparam>
internal sealed partial class PollExecutor<TItem>(WorkQueue<TItem> queue, SyncLogStore runs, TimeProvider time, ILogger<PollExecutor<TItem>> logger)
    where TItem : QueueItem
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _orderedFor = new();

    /// <summary>Reads a poller.</summary>
    /// <param name="kind">The kind under which the run is listed.</param>
    /// <param name="poller">The poller's name, as an order on the queue gives it.</param>
    /// <param name="read">Reads it, and queues the changed records.</param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    /// <returns>The run that the batches are counted under.</returns>
    /// <remarks>
    /// When the side cannot be read, the sync execution gives the reason and the cursor stays at the last page read. A throttled
    /// reading is ordered again for when the wait is over; anything else is left to the next timer.
    /// </remarks>
    public Task<string> ReadAsync(
        string kind, string poller, Func<BatchWriter<TItem>, CancellationToken, Task> read, CancellationToken cancellationToken) =>
        ReadAsync(
            kind,
            poller,
            async (batches, token) =>
            {
                await read(batches, token);
                return SyncCounts.Empty;
            },
            cancellationToken);

    /// <inheritdoc cref="ReadAsync(string, string, Func{BatchWriter{TItem}, CancellationToken, Task}, CancellationToken)"/>
    /// <remarks>The reading itself may do something; it returns what.</remarks>
    public async Task<string> ReadAsync(
        string kind, string poller, Func<BatchWriter<TItem>, CancellationToken, Task<SyncCounts>> read, CancellationToken cancellationToken)
    {
        var run = await runs.StartAsync(kind, cancellationToken);
        var batches = queue.Writer(run, n => $"{kind}-{n}");
        try
        {
            var counts = await read(batches, cancellationToken);
            await runs.FinishReadingAsync(run, batches.Sent, counts, null, cancellationToken);
            LogRead(poller, batches.Sent);
        }
        catch (Exception e) when (e is RapidProException or FhirException)
        {
            var failure = Failure.Of(e);
            await runs.FinishReadingAsync(run, batches.Sent, SyncCounts.Empty, Sentence(failure), CancellationToken.None);
            LogReadFailed(poller, failure.Code);
            if (failure is { State: ItemState.Postponed, Delay: { } wait })
            {
                await OrderAgainAsync(poller, wait, cancellationToken);
            }
        }
        catch (Exception e)
        {
            // The caller handles the exception, but the sync execution must not appear as still reading.
            await runs.FinishReadingAsync(run, batches.Sent, SyncCounts.Empty, $"{SyncCodes.Unexpected}: {e.GetType().Name}", CancellationToken.None);
            throw;
        }

        return run;
    }

    // A FHIR exception's message begins with its code already.
    private static string Sentence(Failure failure) =>
        failure.Cause.StartsWith(failure.Code, StringComparison.Ordinal) ? failure.Cause : $"{failure.Code}: {failure.Cause}";

    /// <summary>Timers go on firing while RapidPro throttles; one order for when the wait is over is enough.</summary>
    private async Task OrderAgainAsync(string poller, TimeSpan wait, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_orderedFor.GetValueOrDefault(poller) <= now)
        {
            _orderedFor[poller] = now + wait;
            await queue.OrderAsync(poller, wait, cancellationToken);
        }
    }

    [LoggerMessage(4020, LogLevel.Information, "Read the poller {Poller}: {Batches} batches queued")]
    private partial void LogRead(string poller, int batches);

    [LoggerMessage(4021, LogLevel.Warning, "The poller {Poller} could not be read to its end: {Code}")]
    private partial void LogReadFailed(string poller, string code);
}
