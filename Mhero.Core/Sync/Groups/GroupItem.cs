using Mhero.Core.Storage;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Groups;

/// <summary>A group to check, and which of its members. The handler decides by the state of both sides at that time.</summary>
internal sealed record GroupItem : QueueItem
{
    /// <summary>The group's key in the ledger.</summary>
    public required string Group { get; init; }

    /// <summary>UUIDs of contacts whose membership may be wrong, at most 100; none for a group that is to be checked as a whole.</summary>
    public IReadOnlyList<Guid> Members { get; init; } = [];

    /// <summary>How many of the members a user added or removed on the side that does not own the group.</summary>
    public int PutBack { get; init; }

    /// <summary>Whether it is the group's first item of a reading: the group is counted by it.</summary>
    public bool First { get; init; }

    /// <inheritdoc/>
    internal override string Subject => Members.Count == 0 ? Group : $"{Group} members {StorageJson.HashOf(string.Join('\n', Members.Order()))}";

    /// <summary>A group that takes members is there, which is all that an item without members asks for.</summary>
    internal override IEnumerable<string> Settled => [Group, Subject];

    internal override bool IsComplete => Group is { Length: > 0 } && Members is not null;

    /// <inheritdoc/>
    internal override QueueItem ResetAttempts() => this with { Attempts = 0, Waits = 0, Held = null, Refused = null };
}
