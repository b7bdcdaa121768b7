namespace Mhero.Core.Sync.Engine.Circuits;

/// <summary>Equal failures of the last time.</summary>
internal sealed record FailureGroup
{
    /// <summary>Whether the reason cannot be in the records.</summary>
    public bool IsSystemic { get; init; }

    /// <summary>The dead letters' ids of the records that failed, each once; no more than opens the circuit.</summary>
    public IReadOnlyList<string> Records { get; init; } = [];

    /// <summary>Records that were written to the side since the first of the failures.</summary>
    public int Successes { get; init; }

    /// <summary>When the last of them failed (UTC).</summary>
    public DateTimeOffset LastAt { get; init; }
}
