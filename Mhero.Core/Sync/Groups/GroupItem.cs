using Mhero.Core.Sync.Queueing;

namespace Mhero.Core.Sync.Groups;

/// <summary>A group to look at, and who of it. What is to be done follows from both sides' state when it is handled.</summary>
public sealed record GroupItem : QueueItem
{
    /// <summary>What the ledger knows the group by.</summary>
    public required string Group { get; init; }

    /// <summary>UUIDs of contacts whose membership may be wrong, at most 100; none for a group whose whole is to be looked at.</summary>
    public IReadOnlyList<Guid> Members { get; init; } = [];

    /// <summary>How many of the members somebody added or removed on the side that has no say.</summary>
    public int PutBack { get; init; }

    /// <summary>Whether it is the group's first item of a reading: the group is counted by it.</summary>
    public bool First { get; init; }

    /// <inheritdoc/>
    internal override string Subject => Group;

    internal override bool IsComplete => Group is { Length: > 0 } && Members is not null;

    /// <inheritdoc/>
    internal override QueueItem Afresh() => this with { Attempts = 0, Waits = 0, Held = null, Refused = null };
}
