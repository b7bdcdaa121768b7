namespace Mhero.FaultSimulation;

/// <summary>The output about seeds that do not fail.</summary>
/// <param name="TraceAll">Whether schedules show every operation.</param>
/// <param name="List">Whether each seed has a line with the fingerprint of its schedule.</param>
/// <param name="Shrink">Whether a smaller plan is looked for that fails as well.</param>
internal sealed record SeedPrint(bool TraceAll, bool List, bool Shrink)
{
    /// <summary>The options that say so.</summary>
    public IEnumerable<string> Arguments => new[] { (TraceAll, "--trace"), (List, "--list"), (Shrink, "--shrink") }.Where(o => o.Item1).Select(o => o.Item2);
}
