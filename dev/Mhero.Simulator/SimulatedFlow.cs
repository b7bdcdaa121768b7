namespace Mhero.Simulator;

/// <summary>A flow as a snapshot, and as the seed of one that has no definition.</summary>
public sealed record SimulatedFlow
{
    /// <summary>The flow's UUID; a seed without one gets its own.</summary>
    public Guid Uuid { get; init; }

    /// <summary>The name that its author gave it.</summary>
    public required string Name { get; init; }

    /// <summary><c>message</c>, <c>voice</c>, <c>background</c> or <c>survey</c>.</summary>
    public string Type { get; init; } = "message";

    /// <summary>Whether it was put away.</summary>
    public bool Archived { get; init; }

    /// <summary>Minutes without an answer after which a run expires.</summary>
    public int Expires { get; init; } = 10080;

    /// <summary>What its runs can answer.</summary>
    public IReadOnlyList<SimulatedFlowResult> Results { get; init; } = [];

    /// <summary>The number of the definition's latest revision; 0 without a definition.</summary>
    public int Revision { get; init; }

    /// <summary>The definition as JSON text; null when there is none. A seed's is ignored.</summary>
    public string? Definition { get; init; }

    /// <summary>When it was made (UTC); a seed without it is made now.</summary>
    public DateTimeOffset? CreatedOn { get; init; }

    /// <summary>When it was last changed (UTC, microseconds); a seed without it was changed when it was made.</summary>
    public DateTimeOffset? ModifiedOn { get; init; }
}
