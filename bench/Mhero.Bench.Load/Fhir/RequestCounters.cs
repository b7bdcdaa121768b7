using System.Collections.Concurrent;

namespace Mhero.Bench.Load.Fhir;

/// <summary>How many requests of each kind came, and what their writes did.</summary>
internal sealed class RequestCounters
{
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public void Add(string kind) => _counts.AddOrUpdate(kind, 1, static (_, count) => count + 1);

    public SortedDictionary<string, long> Read() => new(_counts, StringComparer.Ordinal);

    public void Reset() => _counts.Clear();
}
