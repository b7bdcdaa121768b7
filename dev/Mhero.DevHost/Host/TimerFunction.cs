using Microsoft.Azure.Functions.Worker;

namespace Mhero.DevHost.Host;

/// <summary>One timer: waits for its times and runs its function, never twice at once.</summary>
internal sealed partial class TimerFunction(
    HostFunction function, FunctionInvoker invoker, TimerSchedule schedule, IServiceProvider services, TimeProvider time, HostWork work, ILogger logger) : IDisposable
{
    /// <summary>The longest single wait; <see cref="Task.Delay(TimeSpan)"/> does not take years.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly TimerTriggerAttribute _trigger = (TimerTriggerAttribute)function.Trigger;

    public HostFunction Function => function;

    /// <summary>Runs by the schedule until the token is cancelled. A run that has begun goes on to its end.</summary>
    /// <param name="table">The timers' memory.</param>
    /// <param name="lease">The right to run timers; it may get lost while the host sleeps.</param>
    /// <param name="runOnStartup">True the first time that this host runs its timers.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task RunAsync(TimerTable table, TimerLease lease, bool runOnStartup, CancellationToken cancellationToken)
    {
        var monitored = _trigger.UseMonitor && !schedule.IsDense;
        var status = monitored ? await table.FindAsync(function.Name, cancellationToken) : null;
        var from = status is null ? time.GetUtcNow() : new DateTimeOffset(status.LastUpdated, TimeSpan.Zero);
        if (monitored && status is null)
        {
            status = NewStatus(default, from);
            await table.SaveAsync(function.Name, status, cancellationToken);
        }

        var atOnce = runOnStartup && _trigger.RunOnStartup;
        while (!cancellationToken.IsCancellationRequested)
        {
            var due = schedule.After(from);
            var pastDue = due <= time.GetUtcNow();
            if (!pastDue && !atOnce)
            {
                await WaitUntilAsync(due, cancellationToken);
            }

            atOnce = false;
            await lease.WaitUntilHeldAsync(cancellationToken);
            from = time.GetUtcNow();
            await RunOnceAsync(new TimerInfo { IsPastDue = pastDue, ScheduleStatus = status });
            if (monitored && !work.IsAborted)
            {
                status = NewStatus(from.UtcDateTime, from);
                await table.SaveAsync(function.Name, status, CancellationToken.None);
            }
        }
    }

    /// <summary>Runs the function now, after a run that is under way. Its exception comes through.</summary>
    public async Task InvokeAsync(TimerInfo info, CancellationToken cancellationToken)
    {
        using var piece = work.Begin();
        await _gate.WaitAsync(cancellationToken);
        try
        {
            using var token = CancellationTokenSource.CreateLinkedTokenSource(work.Invocations, cancellationToken);
            await using var scope = services.CreateAsyncScope();
            await Task.Run(() => invoker.InvokeAsync(scope.ServiceProvider, parameter => parameter.Position == function.TriggerParameter.Position ? info : null, token.Token), CancellationToken.None);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task RunOnceAsync(TimerInfo info)
    {
        try
        {
            await InvokeAsync(info, CancellationToken.None);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogFailed(function.Name, error.GetType().Name);
        }
    }

    private async Task WaitUntilAsync(DateTimeOffset due, CancellationToken cancellationToken)
    {
        for (var left = due - time.GetUtcNow(); left > TimeSpan.Zero; left = due - time.GetUtcNow())
        {
            await Task.Delay(left < LongestWait ? left : LongestWait, time, cancellationToken);
        }
    }

    private ScheduleStatus NewStatus(DateTime last, DateTimeOffset from) =>
        new() { Last = last, Next = schedule.After(from).UtcDateTime, LastUpdated = from.UtcDateTime };

    [LoggerMessage(EventId = 9301, Level = LogLevel.Warning, Message = "Timer {Function} failed ({Error}); it runs again at its next time")]
    private partial void LogFailed(string function, string error);
}
