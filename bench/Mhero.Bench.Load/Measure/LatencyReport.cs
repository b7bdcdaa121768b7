namespace Mhero.Bench.Load.Measure;

/// <summary>The answers to requests that were sent at a constant rate.</summary>
/// <param name="Sent">Requests.</param>
/// <param name="Accepted">Those that were answered 202.</param>
/// <param name="Others">The other answers and errors, by status or type.</param>
/// <param name="Median">Half of the answers came within this time. Times count from the moment at which the request was due.</param>
/// <param name="P99">99 of a hundred did.</param>
/// <param name="Longest">All did.</param>
internal sealed record LatencyReport(int Sent, int Accepted, SortedDictionary<string, int> Others, TimeSpan Median, TimeSpan P99, TimeSpan Longest);
