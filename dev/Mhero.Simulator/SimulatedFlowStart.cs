namespace Mhero.Simulator;

/// <summary>A flow start, as a seed and as a snapshot.</summary>
public sealed record SimulatedFlowStart
{
    /// <summary>Its number; a seed without one gets the next.</summary>
    public int Id { get; init; }

    /// <summary>Its UUID, which its runs name; a seed without one gets its own.</summary>
    public Guid Uuid { get; init; }

    /// <summary>The flow's UUID.</summary>
    public required Guid Flow { get; init; }

    /// <summary>The contacts that it was made for, by UUID; those that it skipped among them.</summary>
    public IReadOnlyList<Guid> Contacts { get; init; } = [];

    /// <summary>The groups that it was made for, by name.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The parameters as the flow sees them, a JSON object.</summary>
    public string Params { get; init; } = "{}";

    /// <summary>Whether contacts who were in the flow before are started again.</summary>
    public bool RestartParticipants { get; init; } = true;

    /// <summary>Whether contacts who are in another flow are skipped.</summary>
    public bool ExcludeActive { get; init; }

    /// <summary><c>pending</c>, then <c>complete</c> (<c>completed</c> in 26.3) or <c>failed</c>.</summary>
    public string Status { get; init; } = "complete";

    /// <summary>When it was made (UTC); a seed without it is made now.</summary>
    public DateTimeOffset? CreatedOn { get; init; }

    /// <summary>When it last changed (UTC); a seed without it changed when it was made.</summary>
    public DateTimeOffset? ModifiedOn { get; init; }
}
