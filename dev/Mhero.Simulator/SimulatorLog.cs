using System.Collections.Concurrent;

namespace Mhero.Simulator;

/// <summary>
/// Counts the API requests that came, by method and endpoint, and remembers the last of them. A request counts when it
/// comes, whatever becomes of it. Safe from any thread.
/// </summary>
public sealed class SimulatorLog
{
    private readonly ConcurrentDictionary<(string Method, string Endpoint), StrongBox> _counts = new();
    private readonly Queue<SimulatedRequest> _recent = new();
    private readonly int _capacity;

    internal SimulatorLog(int capacity) => _capacity = capacity;

    /// <summary>How many requests came since the start or the last reset.</summary>
    public long Total => _counts.Values.Sum(c => Interlocked.Read(ref c.Value));

    /// <summary>Counts by method and endpoint.</summary>
    public IReadOnlyDictionary<(string Method, string Endpoint), long> Counts =>
        _counts.ToDictionary(c => c.Key, c => Interlocked.Read(ref c.Value.Value));

    /// <summary>The last requests, oldest first.</summary>
    public IReadOnlyList<SimulatedRequest> Recent
    {
        get
        {
            lock (_recent)
            {
                return [.. _recent];
            }
        }
    }

    /// <summary>How many requests of one kind came.</summary>
    /// <param name="method">The method, in capitals.</param>
    /// <param name="endpoint">The endpoint without path and suffix.</param>
    /// <returns>The count.</returns>
    public long Count(string method, string endpoint) =>
        _counts.TryGetValue((method, endpoint), out var count) ? Interlocked.Read(ref count.Value) : 0;

    /// <summary>Resets the counts.</summary>
    public void Reset()
    {
        _counts.Clear();
        lock (_recent)
        {
            _recent.Clear();
        }
    }

    internal void Add(SimulatedRequest request)
    {
        Interlocked.Increment(ref _counts.GetOrAdd((request.Method, request.Endpoint), static _ => new StrongBox()).Value);
        if (_capacity == 0)
        {
            return;
        }

        lock (_recent)
        {
            if (_recent.Count == _capacity)
            {
                _recent.Dequeue();
            }

            _recent.Enqueue(request);
        }
    }

    private sealed class StrongBox
    {
        public long Value;
    }
}
