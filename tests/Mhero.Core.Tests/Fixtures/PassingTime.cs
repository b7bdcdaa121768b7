using Microsoft.Extensions.Time.Testing;

namespace Mhero.Core.Tests.Fixtures;

/// <summary>
/// A clock on which each wait ends at once, at the time at which it is due. A test that advances a clock in a loop until its work is done
/// passes far more time than the work waits for when the machine is busy. For work without time limits: those would end too.
/// </summary>
internal sealed class PassingTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero)
        {
            // Not within the call: the caller does not have its timer yet.
            ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        }

        return timer;
    }
}
