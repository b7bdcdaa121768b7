namespace Mhero.FaultSimulation.Worlds;

/// <summary>A timer of an instance. With the death of the instance it fires no more.</summary>
internal sealed class WorldTimer(WorldClock clock, Func<bool> isDead, TimerCallback callback, object? state) : ITimer
{
    public DateTimeOffset Due { get; set; }

    public long Order { get; set; }

    private TimeSpan _period;

    public void Fire()
    {
        if (isDead())
        {
            return;
        }

        if (_period > TimeSpan.Zero)
        {
            clock.Start(this, _period);
        }

        ProductThreads.Do(() => callback(state));
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        clock.Stop(this);
        _period = period;
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            clock.Start(this, dueTime);
        }

        return true;
    }

    public void Dispose() => clock.Stop(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
