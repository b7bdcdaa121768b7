using Mhero.Core.Sync.Engine.Writing;

namespace Mhero.Core.Sync.Runs;

/// <summary>
/// A resource that several runs write under a key of its own, such as a facility's report of a week: the newest response
/// counts, in whatever order they come.
/// </summary>
/// <param name="target">The condition by which the registry knows it.</param>
/// <param name="run">The run that is writing.</param>
/// <param name="authored">When its response was authored.</param>
internal sealed class TargetWrite(string target, Guid run, DateTimeOffset? authored) : LedgerWrite(target, run.ToString(), new SourceState(authored))
{
    /// <summary>Whether a newer response of another run has been written.</summary>
    internal override bool IsKnown => Before is { Hash: { } last, Source: { } source } && last != Hash && Source.IsOlderThan(source);
}
