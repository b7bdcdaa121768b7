namespace Mhero.FaultSimulation.Worlds;

/// <summary>The true time of a world. It moves only when the world moves it; timers fire on the thread that does.</summary>
internal sealed class WorldClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<WorldTimer> _timers = [];
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
                return _timers.Count == 0 ? null : _timers.Min(t => t.Due);
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
                next = _timers.Where(t => t.Due <= time).MinBy(t => (t.Due, t.Order));
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
