namespace Mhero.FaultSimulation.Worlds;

/// <summary>The true time of a world. It moves only when the world moves it; timers fire on the thread that does.</summary>
internal sealed class WorldClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly SortedSet<WorldTimer> _timers = new(Comparer<WorldTimer>.Create((x, y) => x.Due != y.Due ? x.Due.CompareTo(y.Due) : x.Order.CompareTo(y.Order)));
    private long _order;

    public DateTimeOffset Now { get; private set; } = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;

    /// <summary>When the next timer is due; null for none.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_gate)
            {
                return _timers.Min?.Due;
            }
        }
    }

    public void AdvanceTo(DateTimeOffset time)
    {
        while (true)
        {
            WorldTimer? next;
            lock (_gate)
            {
                next = _timers.Min is { } first && first.Due <= time ? first : null;
                if (next is not null)
                {
                    _timers.Remove(next);
                }
            }

            if (next is null)
            {
                Now = time > Now ? time : Now;
                return;
            }

            Now = next.Due > Now ? next.Due : Now;
            next.Fire();
        }
    }

    public void Start(WorldTimer timer, TimeSpan wait)
    {
        lock (_gate)
        {
            (timer.Due, timer.Order) = (Now + wait, ++_order);
            _timers.Add(timer);
        }
    }

    public bool Stop(WorldTimer timer)
    {
        lock (_gate)
        {
            return _timers.Remove(timer);
        }
    }
}
