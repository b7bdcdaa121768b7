namespace Mhero.Core.RapidPro.Http;

/// <summary>
/// Remembers, per scope, until when RapidPro takes no more requests, so that none is wasted on another 429: refused
/// requests count against the quota of some servers, and each costs a round trip.
/// </summary>
internal sealed class QuotaGate(TimeProvider time)
{
    // Timers may fire a little early; a request that waited as it was told is let through.
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(50);
    private readonly long[] closedUntil = [.. Enum.GetValues<QuotaScope>().Select(_ => long.MinValue)];

    /// <summary>Closes the scope for this long; a wait that ends earlier than the present one changes nothing.</summary>
    public void Close(QuotaScope scope, TimeSpan wait)
    {
        long until = time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);
        ref long slot = ref closedUntil[(int)scope];
        long present = Volatile.Read(ref slot);
        while (present < until)
        {
            long seen = Interlocked.CompareExchange(ref slot, until, present);
            if (seen == present)
            {
                return;
            }

            present = seen;
        }
    }

    /// <summary>How long the scope stays closed; zero when it is open.</summary>
    public TimeSpan Remaining(QuotaScope scope)
    {
        long until = Volatile.Read(ref closedUntil[(int)scope]);
        long now = time.GetTimestamp();
        if (until <= now)
        {
            return TimeSpan.Zero;
        }

        TimeSpan left = time.GetElapsedTime(now, until);
        return left > Slack ? left : TimeSpan.Zero;
    }
}
