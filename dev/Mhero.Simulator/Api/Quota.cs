namespace Mhero.Simulator.Api;

/// <summary>Counts requests in a rolling window, by scope, for the workspace: every token draws on the same.</summary>
internal sealed class Quota(TimeProvider clock, TimeSpan window, Func<string, int> perWindow)
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
            while (times.TryPeek(out var oldest) && oldest <= now - window)
            {
                times.Dequeue();
            }

            if (times.Count < perWindow(scope))
            {
                times.Enqueue(now);
                return null;
            }

            var free = times.TryPeek(out var first) ? first + window : now + window;
            return (int)Math.Ceiling((free - now).TotalSeconds);
        }
    }
}
