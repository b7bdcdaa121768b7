using Microsoft.Extensions.Time.Testing;

namespace Mhero.Functions.Tests.Host;

/// <summary>
/// A clock that stands until it is told to advance, and that knows how many waits depend on it. A test that lets the clock advance only
/// while the host waits does not depend on how fast the machine is.
/// </summary>
internal sealed class WaitingTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private int _waits;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Wait(this, callback, state, dueTime, period);

    /// <summary>Waits, on the real clock, until so many waits depend on this one.</summary>
    public async Task SettledAsync(Func<int> count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        while (Volatile.Read(ref _waits) < count())
        {
            Assert.False(patience.IsCancellationRequested, $"The host does not wait for the clock: {_waits} of {count()} waits");
            await Task.Delay(2);
        }
    }

    private ITimer CreateInner(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, dueTime, period);

    private sealed class Wait : ITimer
    {
        private readonly WaitingTime _time;
        private readonly ITimer _inner;
        private int _isOver;

        public Wait(WaitingTime time, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _time = time;
            Interlocked.Increment(ref time._waits);
            _inner = time.CreateInner(
                s =>
                {
                    End();
                    callback(s);
                },
                state,
                dueTime,
                period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => _inner.Change(dueTime, period);

        public void Dispose()
        {
            End();
            _inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            End();
            return _inner.DisposeAsync();
        }

        private void End()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                Interlocked.Decrement(ref _time._waits);
            }
        }
    }
}
