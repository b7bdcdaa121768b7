namespace Mhero.Bench.Load.Reports;

/// <summary>A whole run of the bench.</summary>
internal sealed record LoadReport
{
    /// <summary>What is counted, for people: <c>workers</c>, <c>runs</c>, <c>recipients</c>.</summary>
    public string Records { get; init; } = "workers";

    public required int Count { get; init; }

    public required double LatencyMilliseconds { get; init; }

    public required int Processors { get; init; }

    public required string Runtime { get; init; }

    /// <summary>How peak memory was taken.</summary>
    public string MemorySource { get; set; } = "";

    public List<PhaseReport> Phases { get; init; } = [];

    public bool Passed => Phases.TrueForAll(p => p.Broken.Count == 0);
}
