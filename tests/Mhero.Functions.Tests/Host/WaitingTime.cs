using Microsoft.Extensions.Time.Testing;

namespace Mhero.Functions.Tests.Host;

/// <summary>
/// A clock that stands until it is told to advance, and that knows how many waits depend on it. A test that lets the clock advance only
/// while the host waits does not depend on how fast the machine is.
/// </summary>
internal sealed class WaitingTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private int waits;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Wait(this, callback, state, dueTime, period);

    /// <summary>Waits, on the real clock, until so many waits depend on this one.</summary>
    public async Task SettledAsync(Func<int> count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (Volatile.Read(ref waits) < count())
        {
            Assert.False(patience.IsCancellationRequested, $"The host does not wait for the clock: {waits} of {count()} waits");
            await Task.Delay(2);
        }
    }

    private ITimer CreateInner(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, dueTime, period);

    private sealed class Wait : ITimer
    {
        private readonly WaitingTime time;
        private readonly ITimer inner;
        private int isOver;

        public Wait(WaitingTime time, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            this.time = time;
            Interlocked.Increment(ref time.waits);
            inner = time.CreateInner(
                s =>
                {
                    End();
                    callback(s);
                },
                state,
                dueTime,
                period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(dueTime, period);

        public void Dispose()
        {
            End();
            inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            End();
            return inner.DisposeAsync();
        }

        private void End()
        {
            if (Interlocked.Exchange(ref isOver, 1) == 0)
            {
                Interlocked.Decrement(ref time.waits);
            }
        }
    }
}
