namespace Mhero.FaultSimulation.Worlds;

/// <summary>An instance's clock, which may be wrong by minutes. Its stopwatch is right.</summary>
internal sealed class InstanceTime(WorldClock clock, TimeSpan error, Func<bool> isDead) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => clock.Now + error;

    public override long GetTimestamp() => clock.Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WorldTimer(clock, isDead, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
