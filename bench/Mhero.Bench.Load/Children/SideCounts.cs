namespace Mhero.Bench.Load.Children;

/// <summary>What one side was asked and what was written to it, by kind.</summary>
internal sealed record SideCounts(SortedDictionary<string, long> Requests, SortedDictionary<string, long> Writes)
{
    public long TotalRequests => Requests.Values.Sum();

    public long TotalWrites => Writes.Values.Sum();
}
