using System.Collections.Concurrent;
using Mhero.Core.Fhir;
using Mhero.Core.Floip.Http;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine.Pausing;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Engine;

/// <summary>The one mechanism of every sync: its pollers fill a queue, its handler empties it.</summary>
/// <typeparam name="TItem">The item that the queue carries.</typeparam>
/// <param name="queue">The queue.</param>
/// <param name="pollers">The pollers; the first gives the sync its kind.</param>
/// <param name="handler">Handles the batches.</param>
/// <param name="log">Records the executions.</param>
/// <param name="held">Puts messages of paused directions back.</param>
/// <param name="skipped">Records readings that are left out because their direction is paused.</param>
/// <param name="time">The clock, for waits that a throttled side asks for.</param>
/// <param name="logger">The log.</param>
internal sealed partial class PollingSync<TItem>(
    WorkQueue<TItem> queue, IEnumerable<IPoller<TItem>> pollers, IBatchHandler<TItem> handler, SyncLogStore log, PausedMessages held, PausedReadings skipped, TimeProvider time,
    ILogger<PollingSync<TItem>> logger)
    : ISync
    where TItem : QueueItem
{
    private readonly IReadOnlyList<IPoller<TItem>> _pollers = [.. pollers];
    private readonly Dictionary<string, string> _directions = pollers.ToDictionary(
        p => p.OrderName, p => p.IsListed ? p.Kind : pollers.First().Kind, StringComparer.Ordinal);

    /// <summary>Until when a throttled poller is already ordered: several timers that meet the same limit order one reading.</summary>
    private readonly ConcurrentDictionary<string, DateTimeOffset> _orderedFor = new();

    /// <inheritdoc/>
    public string Kind => _pollers[0].Kind;

    /// <inheritdoc/>
    public IReadOnlyList<string> Pollers => [.. _pollers.Where(p => p.IsListed).Select(p => p.Kind)];

    /// <inheritdoc/>
    public string Queue => queue.Name;

    /// <inheritdoc/>
    public async Task<string> ReadAsync(string poller, CancellationToken cancellationToken) =>
        await skipped.SkipAsync(poller, cancellationToken) ?? await ReadAsync(PollerOf(poller), cancellationToken);

    /// <inheritdoc/>
    public Task OrderAsync(string poller, TimeSpan? delay, CancellationToken cancellationToken) =>
        queue.OrderAsync(PollerOf(poller).OrderName, delay, cancellationToken);

    /// <inheritdoc/>
    public async Task HandleAsync(string content, CancellationToken cancellationToken)
    {
        using var activity = MessageTrace.StartHandling(queue.Name, content);
        if (await held.TryHoldAsync(queue.Name, content, Kind, _directions, cancellationToken))
        {
            return;
        }

        if (await queue.OpenAsync(content, [.. _pollers.Select(p => p.OrderName)], cancellationToken) is { } message)
        {
            await (message.Read is { } order
                ? ReadAsync(_pollers.Single(p => p.OrderName == order), cancellationToken)
                : handler.HandleAsync(message, cancellationToken));
        }
    }

    /// <inheritdoc/>
    public Task HandlePoisonAsync(string content, CancellationToken cancellationToken) => queue.FilePoisonAsync(content, cancellationToken);

    private IPoller<TItem> PollerOf(string kind) => _pollers.Single(p => p.Kind == kind);

    private async Task<string> ReadAsync(IPoller<TItem> poller, CancellationToken cancellationToken)
    {
        var execution = await log.StartAsync(poller.Kind, cancellationToken);
        var batches = queue.Writer(execution, n => $"{poller.Kind}-{n}");
        Exception? failure = null;
        try
        {
            await poller.ReadAsync(batches, cancellationToken);
            await log.FinishReadingAsync(execution, batches.Sent, batches.Counts, null, cancellationToken);
            LogRead(poller.OrderName, batches.Sent);
            if (batches.GoesOn)
            {
                await queue.OrderAsync(poller.OrderName, null, cancellationToken);
            }
        }
        catch (Exception e) when (e is RapidProException or FhirException or FlowResultsException)
        {
            failure = e;
            await RecordFailureAsync(poller, execution, batches.Sent, Failure.Of(e), cancellationToken);
        }
        catch (Exception e)
        {
            // The caller handles the exception, but the sync execution must not appear as still reading.
            await log.FinishReadingAsync(execution, batches.Sent, SyncCounts.Empty, $"{SyncCodes.Unexpected}: {e.GetType().Name}", CancellationToken.None);
            throw;
        }

        await poller.SettleAsync(failure, cancellationToken);
        return execution;
    }

    private async Task RecordFailureAsync(IPoller<TItem> poller, string execution, int sent, Failure failure, CancellationToken cancellationToken)
    {
        // A FHIR exception's message begins with its code already.
        var sentence = failure.Cause.StartsWith(failure.Code, StringComparison.Ordinal) ? failure.Cause : $"{failure.Code}: {failure.Cause}";
        await log.FinishReadingAsync(execution, sent, SyncCounts.Empty, sentence, CancellationToken.None);
        LogReadFailed(poller.OrderName, failure.Code);
        var now = time.GetUtcNow();
        if (failure is { State: ItemState.Postponed, Delay: { } wait } && _orderedFor.GetValueOrDefault(poller.Kind) <= now)
        {
            _orderedFor[poller.Kind] = now + wait;
            await queue.OrderAsync(poller.OrderName, wait, cancellationToken);
        }
    }

    [LoggerMessage(4020, LogLevel.Information, "Read the poller {Poller}: {Batches} batches queued")]
    private partial void LogRead(string poller, int batches);

    [LoggerMessage(4021, LogLevel.Warning, "The poller {Poller} could not be read to its end: {Code}")]
    private partial void LogReadFailed(string poller, string code);
}
