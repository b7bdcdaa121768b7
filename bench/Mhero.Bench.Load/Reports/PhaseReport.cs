using Mhero.Bench.Load.Children;
using Mhero.Bench.Load.Measure;

namespace Mhero.Bench.Load.Reports;

/// <summary>What one phase cost, and which promises it broke.</summary>
internal sealed record PhaseReport
{
    public required string Name { get; init; }

    /// <summary>How many workers, runs or recipients the phase was about.</summary>
    public required int Records { get; init; }

    public required int Rounds { get; init; }

    public required Usage Usage { get; init; }

    public required SideCounts RapidPro { get; init; }

    public required SideCounts Fhir { get; init; }

    public required OthersUsage Others { get; init; }

    /// <summary>How requests at a constant rate were answered; null for phases without.</summary>
    public LatencyReport? Latency { get; init; }

    /// <summary>What the runs of the phase say that they did.</summary>
    public SortedDictionary<string, long> Counts { get; init; } = [];

    public double MillisecondsPerRecord => Usage.Wall.TotalMilliseconds / Math.Max(1, Records);

    /// <summary>Invariants that did not hold, in words; empty when all is well.</summary>
    public List<string> Broken { get; } = [];

    /// <summary>Notes a promise that does not hold.</summary>
    public void Check(bool holds, string otherwise)
    {
        if (!holds)
        {
            Broken.Add(otherwise);
        }
    }
}
