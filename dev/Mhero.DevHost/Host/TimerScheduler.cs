using Azure;

namespace Mhero.DevHost.Host;

/// <summary>Runs all timers as long as this host has the right to.</summary>
internal sealed partial class TimerScheduler(
    IReadOnlyList<TimerFunction> timers, TimerTable table, TimeProvider time, HostWork work, ILogger logger)
{
    private readonly TimerLease _lease = new(table, time, logger);

    /// <summary>Runs until the host stops; then the right is given back, unless the host plays dead.</summary>
    public async Task RunAsync()
    {
        var runOnStartup = true;
        try
        {
            while (true)
            {
                if (await _lease.TryHoldAsync(work.Stopping))
                {
                    await RunWhileHeldAsync(runOnStartup);
                    runOnStartup = false;
                }

                await Task.Delay(TimerLease.RenewalInterval, time, work.Stopping);
            }
        }
        catch (OperationCanceledException) when (work.Stopping.IsCancellationRequested)
        {
        }

        if (!work.IsAborted)
        {
            await _lease.ReleaseAsync();
        }
    }

    private async Task RunWhileHeldAsync(bool runOnStartup)
    {
        using var held = CancellationTokenSource.CreateLinkedTokenSource(work.Stopping);
        var running = timers.Select(timer => RunAsync(timer, runOnStartup, held.Token)).ToList();
        try
        {
            do
            {
                await Task.Delay(TimerLease.RenewalInterval, time, work.Stopping);
            }
            while (await _lease.TryHoldAsync(work.Stopping));

            LogLost();
        }
        finally
        {
            await held.CancelAsync();
            if (!work.IsAborted)
            {
                await Task.WhenAll(running);
            }
        }
    }

    private async Task RunAsync(TimerFunction timer, bool runOnStartup, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await timer.RunAsync(table, _lease, runOnStartup, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
            }
            catch (Exception error) when (error is RequestFailedException or AggregateException)
            {
                LogMemoryOutOfReach(error, timer.Function.Name);
                await Task.Delay(TimerLease.RenewalInterval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            runOnStartup = false;
        }
    }

    [LoggerMessage(EventId = 9321, Level = LogLevel.Warning, Message = "Another host runs the timers now")]
    private partial void LogLost();

    [LoggerMessage(EventId = 9322, Level = LogLevel.Warning, Message = "The stored schedule status of timer {Function} cannot be reached; trying again")]
    private partial void LogMemoryOutOfReach(Exception error, string function);
}
