namespace Mhero.Core.RapidPro.Http;

/// <summary>
/// Remembers, per scope, until when RapidPro takes no more requests, so that none is wasted on another 429: refused
/// requests count against the quota of some servers, and each costs a round trip.
/// </summary>
internal sealed class QuotaGate(TimeProvider time)
{
    // Timers may fire a little early; a request that waited the given time is allowed.
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(50);

    /// <summary>Requests that have to pass one by one before several are sent at once again.</summary>
    private const int NarrowFor = 1_000;

    private readonly int[] _narrowFor = new int[Enum.GetValues<QuotaScope>().Length];
    private readonly SemaphoreSlim[] _ones = [.. Enum.GetValues<QuotaScope>().Select(_ => new SemaphoreSlim(1, 1))];
    private readonly long[] _closedUntil = [.. Enum.GetValues<QuotaScope>().Select(_ => long.MinValue)];

    /// <summary>Closes the scope for this long; a wait that ends earlier than the present one changes nothing.</summary>
    public void Close(QuotaScope scope, TimeSpan wait)
    {
        Volatile.Write(ref _narrowFor[(int)scope], NarrowFor);
        var until = time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);
        ref var slot = ref _closedUntil[(int)scope];
        var present = Volatile.Read(ref slot);
        while (present < until)
        {
            var seen = Interlocked.CompareExchange(ref slot, until, present);
            if (seen == present)
            {
                return;
            }

            present = seen;
        }
    }

    /// <summary>
    /// Waits for the scope's one place while its quota is scarce. Every request under way when the quota is used up is
    /// refused too: with one at a time it is one request, and not as many as may be under way.
    /// </summary>
    /// <returns>The place, to be given back; null when the scope has more than one.</returns>
    public async ValueTask<SemaphoreSlim?> EnterAsync(QuotaScope scope, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _narrowFor[(int)scope]) <= 0)
        {
            return null;
        }

        await _ones[(int)scope].WaitAsync(cancellationToken);
        return _ones[(int)scope];
    }

    /// <summary>Notes that RapidPro took a request.</summary>
    public void Passed(QuotaScope scope)
    {
        if (Volatile.Read(ref _narrowFor[(int)scope]) > 0)
        {
            Interlocked.Decrement(ref _narrowFor[(int)scope]);
        }
    }

    /// <summary>How long the scope stays closed; zero when it is open.</summary>
    public TimeSpan Remaining(QuotaScope scope)
    {
        var until = Volatile.Read(ref _closedUntil[(int)scope]);
        var now = time.GetTimestamp();
        if (until <= now)
        {
            return TimeSpan.Zero;
        }

        var left = time.GetElapsedTime(now, until);
        return left > Slack ? left : TimeSpan.Zero;
    }
}
