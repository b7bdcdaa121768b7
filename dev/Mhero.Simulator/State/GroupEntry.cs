namespace Mhero.Simulator.State;

/// <summary>A group and the poller of its members.</summary>
internal sealed class GroupEntry(int id, Guid uuid)
{
    public int Id { get; } = id;

    public Guid Uuid { get; } = uuid;

    public required string Name { get; set; }

    public SmartQuery? Query { get; init; }

    public bool System { get; init; }

    /// <summary>Before this time a contact write that uses it fails (see AssetDelay).</summary>
    public long UsableAt { get; set; }

    public SortedSet<PageKey> Members { get; } = [];

    public bool IsSmart => Query is not null;
}
