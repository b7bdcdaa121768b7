namespace Mhero.Core.Sync.Groups.Ledger;

/// <summary>Which groups a worker belongs to by the registry's word.</summary>
internal sealed record WorkerGroupsRow
{
    /// <summary>The worker's contact; null while there is none.</summary>
    public Guid? Contact { get; init; }

    /// <summary>Groups of the registry that list the worker, and rules whose search finds it.</summary>
    public IReadOnlyList<string> Lists { get; init; } = [];

    /// <summary>Keys of the groups that the worker belongs to.</summary>
    public IReadOnlyList<string> Wanted { get; init; } = [];

    /// <summary>Whether the registry no longer has the worker, who then belongs to no group, whatever lists it.</summary>
    public bool Gone { get; init; }

    /// <summary>Keys of the places that this follows from, from the facility upwards: ids of Locations, and Organizations.</summary>
    public IReadOnlyList<string> Places { get; init; } = [];

    /// <summary>The next day on which one of the worker's roles begins or is over.</summary>
    public DateOnly? Turns { get; init; }
}
