using Azure;

namespace Mhero.DevHost.Host;

/// <summary>This host's right to run the timers: of several hosts on the same storage one has it.</summary>
internal sealed partial class TimerLease(TimerTable table, TimeProvider time, ILogger logger)
{
    /// <summary>After so long the timers of a host that died go to another one.</summary>
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    private readonly string _owner = Guid.NewGuid().ToString();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _heldUntil;

    /// <summary>How often to renew it.</summary>
    public static TimeSpan RenewalInterval => Duration / 3;

    private bool IsHeld => Volatile.Read(ref _heldUntil) > time.GetUtcNow().UtcTicks;

    /// <summary>Takes or renews the right. False if another host has it; true still while storage is out of reach and the right has not run out.</summary>
    public async Task<bool> TryHoldAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        try
        {
            var held = await table.TryHoldAsync(_owner, now, now + Duration, cancellationToken);
            Volatile.Write(ref _heldUntil, held ? (now + Duration).UtcTicks : 0);
        }
        catch (Exception error) when (error is RequestFailedException or AggregateException)
        {
            LogOutOfReach(error);
        }

        Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        return IsHeld;
    }

    /// <summary>Waits while the right is in doubt, as after a sleep of the machine that was longer than the lease.</summary>
    public async Task WaitUntilHeldAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var signal = Volatile.Read(ref _changed).Task;
            if (IsHeld)
            {
                return;
            }

            await signal.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Gives the right back, for another host to take it at once.</summary>
    public async Task ReleaseAsync()
    {
        try
        {
            await table.ReleaseAsync(_owner, CancellationToken.None);
        }
        catch (Exception error) when (error is RequestFailedException or AggregateException)
        {
            LogOutOfReach(error);
        }
    }

    [LoggerMessage(EventId = 9311, Level = LogLevel.Warning, Message = "The timers' lease is out of reach; trying again")]
    private partial void LogOutOfReach(Exception error);
}
