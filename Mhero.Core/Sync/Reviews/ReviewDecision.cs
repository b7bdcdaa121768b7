namespace Mhero.Core.Sync.Reviews;

/// <summary>A person's decision in a review.</summary>
public sealed record ReviewDecision
{
    /// <summary>The candidate to link to: a worker's reference or a contact's UUID.</summary>
    public string? Choose { get; init; }

    /// <summary>Make a new record on the other side instead.</summary>
    public bool Create { get; init; }
}
