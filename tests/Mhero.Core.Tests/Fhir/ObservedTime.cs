using Microsoft.Extensions.Time.Testing;

namespace Mhero.Core.Tests.Fhir;

/// <summary>A test's time that tells when a timer for a wait was created, so that the test advances no sooner.</summary>
/// <param name="wait">The wait that is looked for. The product adds up to a tenth of it.</param>
internal sealed class ObservedTime(TimeSpan wait) : FakeTimeProvider
{
    private readonly TaskCompletionSource<TimeSpan> _created = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How long the timer runs.</summary>
    public Task<TimeSpan> TimerCreated => _created.Task;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime >= wait && dueTime <= wait * 1.1)
        {
            _created.TrySetResult(dueTime);
        }

        return timer;
    }
}
