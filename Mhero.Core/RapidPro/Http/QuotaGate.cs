namespace Mhero.Core.RapidPro.Http;

/// <summary>
/// Remembers, per scope, until when RapidPro takes no more requests, so that none is wasted on another 429: refused
/// requests count against the quota of some servers, and each costs a round trip. Where quotas are of seconds, it also holds
/// requests back once as many were sent as RapidPro took before.
/// </summary>
internal sealed class QuotaGate(TimeProvider time)
{
    // Timers may fire a little early; a request that waited the given time is allowed.
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(50);

    /// <summary>Requests that have to pass one by one before several are sent at once again.</summary>
    private const int NarrowFor = 1_000;

    /// <summary>Requests that waited for this long are not kept waiting for a closed scope: a queue does the waiting then.</summary>
    private static readonly TimeSpan MaxTurn = TimeSpan.FromSeconds(30);

    /// <summary>The longest period that is planned. In a longer one, a refused request is a small part of what it takes.</summary>
    private static readonly TimeSpan MaxPeriod = TimeSpan.FromSeconds(10);

    /// <summary>The fewest requests that show a quota; a 429 after fewer may have another cause.</summary>
    private const int MinPlanned = 20;

    /// <summary>Periods after which more is tried than RapidPro took before.</summary>
    private const int PlannedPeriods = 10;

    private readonly ScopeState[] _scopes = [.. Enum.GetValues<QuotaScope>().Select(_ => new ScopeState())];

    /// <summary>Closes the scope because of a 429; a wait that ends earlier than the present one changes nothing.</summary>
    public void Close(QuotaScope scope, TimeSpan wait)
    {
        var state = _scopes[(int)scope];
        lock (state)
        {
            state.NarrowFor = NarrowFor;
            var now = time.GetTimestamp();
            if (!state.IsNewPeriod)
            {
                var period = time.GetElapsedTime(state.OpenedAt, now) + wait;
                (state.Allowed, state.Period, state.PeriodsLeft) = period <= MaxPeriod && state.Taken >= MinPlanned ? (state.Taken, period, PlannedPeriods) : (int.MaxValue, MaxPeriod, 0);
            }

            state.Close(now + Ticks(wait));
        }
    }

    /// <summary>
    /// Waits for the scope's one place while its quota is scarce, and in it until a scope that opens soon is open. Every request under way when the
    /// quota is used up is refused too: with one at a time it is one request, and not as many as may be under way.
    /// </summary>
    /// <param name="scope">The scope.</param>
    /// <param name="maxWait">The longest time for which the scope may be closed and is waited for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The place, to be given back; null when the scope has more than one. The scope may be closed.</returns>
    public async ValueTask<SemaphoreSlim?> EnterAsync(QuotaScope scope, TimeSpan maxWait, CancellationToken cancellationToken)
    {
        var state = _scopes[(int)scope];
        lock (state)
        {
            if (state.NarrowFor == 0)
            {
                return null;
            }
        }

        var since = time.GetTimestamp();
        await state.One.WaitAsync(cancellationToken);
        try
        {
            while (Remaining(state) is var left && left > TimeSpan.Zero && left <= maxWait && time.GetElapsedTime(since) < MaxTurn)
            {
                await Task.Delay(left, time, cancellationToken);
            }

            return state.One;
        }
        catch (OperationCanceledException)
        {
            state.One.Release();
            throw;
        }
    }

    /// <summary>Notes that RapidPro took a request.</summary>
    public void Passed(QuotaScope scope)
    {
        var state = _scopes[(int)scope];
        lock (state)
        {
            state.Taken++;
            state.NarrowFor = Math.Max(0, state.NarrowFor - 1);
        }
    }

    /// <summary>Asks before a request is sent.</summary>
    /// <returns>How long the scope stays closed; zero when the request may be sent.</returns>
    public TimeSpan Remaining(QuotaScope scope) => Remaining(_scopes[(int)scope]);

    private TimeSpan Remaining(ScopeState state)
    {
        lock (state)
        {
            var now = time.GetTimestamp();
            if (!state.IsNewPeriod && state.Taken >= state.Allowed)
            {
                state.Close(state.OpenedAt + Ticks(state.Period));
                (state.Allowed, state.Period) = --state.PeriodsLeft > 0 ? (state.Allowed, state.Period) : (int.MaxValue, MaxPeriod);
            }

            if (state.ClosedUntil > now && time.GetElapsedTime(now, state.ClosedUntil) is var left && left > Slack)
            {
                return left;
            }

            if (state.IsNewPeriod || time.GetElapsedTime(state.OpenedAt, now) >= state.Period)
            {
                (state.IsNewPeriod, state.OpenedAt, state.Taken) = (false, now, 0);
            }

            return TimeSpan.Zero;
        }
    }

    private long Ticks(TimeSpan wait) => (long)(wait.TotalSeconds * time.TimestampFrequency);

    private sealed class ScopeState
    {
        /// <summary>Requests that still pass one by one.</summary>
        public int NarrowFor { get; set; }

        public SemaphoreSlim One { get; } = new(1, 1);

        public long ClosedUntil { get; private set; } = long.MinValue;

        /// <summary>Whether no request was sent since the scope was closed.</summary>
        public bool IsNewPeriod { get; set; } = true;

        /// <summary>When the first request of the period was sent.</summary>
        public long OpenedAt { get; set; }

        /// <summary>Requests that RapidPro took in the period.</summary>
        public int Taken { get; set; }

        /// <summary>Requests that a period is planned to take.</summary>
        public int Allowed { get; set; } = int.MaxValue;

        /// <summary>How long a period is.</summary>
        public TimeSpan Period { get; set; } = MaxPeriod;

        /// <summary>Periods for which the plan is kept.</summary>
        public int PeriodsLeft { get; set; }

        public void Close(long until)
        {
            ClosedUntil = Math.Max(ClosedUntil, until);
            IsNewPeriod = true;
        }
    }
}
