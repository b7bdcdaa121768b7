namespace Mhero.Simulator;

/// <summary>
/// A contact's way through a flow, as a seed and as a snapshot. To change one, give
/// <see cref="RapidProWorkspace.EditRun"/> a function that returns it changed.
/// </summary>
public sealed record SimulatedRun
{
    /// <summary>The run's number; a seed without one gets the next.</summary>
    public int Id { get; init; }

    /// <summary>The run's UUID; a seed without one gets its own.</summary>
    public Guid Uuid { get; init; }

    /// <summary>The UUID of its flow, which must be there.</summary>
    public required Guid Flow { get; init; }

    /// <summary>The UUID of its contact, who must be there.</summary>
    public required Guid Contact { get; init; }

    /// <summary>The flow start that began it; null when the contact did.</summary>
    public Guid? Start { get; init; }

    /// <summary>Whether the contact ever answered.</summary>
    public bool Responded { get; init; }

    /// <summary>The nodes that it came to, in order.</summary>
    public IReadOnlyList<SimulatedRunStep> Path { get; init; } = [];

    /// <summary>Its results by key.</summary>
    public IReadOnlyDictionary<string, SimulatedRunValue> Values { get; init; } = new Dictionary<string, SimulatedRunValue>();

    /// <summary>When it began (UTC); a seed without it begins now.</summary>
    public DateTimeOffset? CreatedOn { get; init; }

    /// <summary>When it last changed (UTC, microseconds); a seed without it changed when it began.</summary>
    public DateTimeOffset? ModifiedOn { get; init; }

    /// <summary>When it ended (UTC); null with an <see cref="ExitType"/> is when it last changed.</summary>
    public DateTimeOffset? ExitedOn { get; init; }

    /// <summary><c>completed</c>, <c>interrupted</c>, <c>expired</c> or <c>failed</c>; null while it waits.</summary>
    public string? ExitType { get; init; }
}
