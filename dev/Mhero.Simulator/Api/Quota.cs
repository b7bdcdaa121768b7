namespace Mhero.Simulator.Api;

/// <summary>Counts requests in a rolling hour, by scope, for the workspace: every token draws on the same.</summary>
internal sealed class Quota(TimeProvider clock, Func<string, int> perHour)
{
    private readonly Dictionary<string, Queue<DateTimeOffset>> _byScope = new(StringComparer.Ordinal);

    /// <summary>Admits a request, or returns the seconds to wait until the quota has room. A refused request does not count.</summary>
    public int? Refuse(string scope)
    {
        lock (_byScope)
        {
            if (!_byScope.TryGetValue(scope, out var times))
            {
                _byScope[scope] = times = new Queue<DateTimeOffset>();
            }

            var now = clock.GetUtcNow();
            while (times.TryPeek(out var oldest) && oldest <= now - TimeSpan.FromHours(1))
            {
                times.Dequeue();
            }

            if (times.Count < perHour(scope))
            {
                times.Enqueue(now);
                return null;
            }

            var free = times.TryPeek(out var first) ? first + TimeSpan.FromHours(1) : now + TimeSpan.FromHours(1);
            return (int)Math.Ceiling((free - now).TotalSeconds);
        }
    }
}
