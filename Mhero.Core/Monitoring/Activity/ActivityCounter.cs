using System.Diagnostics.Metrics;
using Mhero.Core.Messaging;
using Mhero.Core.RapidPro.Http;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Microsoft.Extensions.Hosting;

namespace Mhero.Core.Monitoring.Activity;

/// <summary>
/// Counts what this instance does, by its metrics, and adds it to the <see cref="ActivityLog"/> every half minute and at the end. The counts since then
/// are lost when the process dies: they are for charts.
/// </summary>
public sealed partial class ActivityCounter : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private static readonly HashSet<string> Responses = [OutcomeCounts.QuestionnaireResponses.Created, OutcomeCounts.QuestionnaireResponses.Updated];
    private static readonly HashSet<string> MessagesReceived = [OutcomeCounts.Communications.Created];
    private static readonly HashSet<string> People = [SyncCounts.ContactsCreated, SyncCounts.ContactsUpdated, SyncCounts.PractitionersCreated, SyncCounts.PractitionersUpdated];

    private readonly ActivityLog _log;
    private readonly TimeProvider _time;
    private readonly ILogger<ActivityCounter> _logger;
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private ActivityCounts _counts = new();

    /// <summary>Begins to count.</summary>
    /// <param name="log">Where the counts go.</param>
    /// <param name="meters">Whose meters are counted: those of other hosts in the process are not.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Logs a failed write.</param>
    public ActivityCounter(ActivityLog log, IMeterFactory meters, TimeProvider time, ILogger<ActivityCounter> logger)
    {
        (_log, _time, _logger) = (log, time, logger);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters) && instrument.Name is SyncMetrics.OutcomesName or MessageMetrics.Name or RapidProRequestCounter.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Count(instrument.Name, value, tags));
        _listener.Start();
    }

    /// <summary>Adds what was counted to the log.</summary>
    /// <param name="cancellationToken">Cancels; the counts are then added by the next call.</param>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        ActivityCounts counts;
        lock (_lock)
        {
            (counts, _counts) = (_counts, new ActivityCounts());
        }

        if (counts.IsEmpty)
        {
            return;
        }

        try
        {
            await _log.AddAsync(counts, cancellationToken);
        }
        catch
        {
            lock (_lock)
            {
                _counts = _counts.Add(counts);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _listener.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryFlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryFlushAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops; StopAsync adds the rest.
        }
    }

    private async Task TryFlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FlushAsync(cancellationToken);
        }
#pragma warning disable CA1031 // Counts for charts must not end the app.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogFailed(e);
        }
    }

    private void Count(string instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var counted = instrument switch
        {
            RapidProRequestCounter.Name => new ActivityCounts { Requests = new Dictionary<int, long> { [_time.GetUtcNow().Hour] = value } },
            MessageMetrics.Name => new ActivityCounts { MessagesSent = TagOf(tags, "status") == "sent" ? value : 0 },
            _ => OutcomeOf(TagOf(tags, SyncMetrics.OutcomeTag), value),
        };
        lock (_lock)
        {
            _counts = _counts.Add(counted);
        }
    }

    private static ActivityCounts OutcomeOf(string? outcome, long value) => outcome switch
    {
        null => new ActivityCounts(),
        SyncCounts.DeadLetters => new ActivityCounts { DeadLetters = value },
        _ when Responses.Contains(outcome) => new ActivityCounts { Responses = value },
        _ when MessagesReceived.Contains(outcome) => new ActivityCounts { MessagesReceived = value },
        _ when People.Contains(outcome) => new ActivityCounts { People = value },
        _ => new ActivityCounts(),
    };

    private static string? TagOf(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name)
            {
                return tag.Value as string;
            }
        }

        return null;
    }

    [LoggerMessage(6210, LogLevel.Warning, "The counts of the day could not be stored; the next attempt is in half a minute")]
    private partial void LogFailed(Exception error);
}
