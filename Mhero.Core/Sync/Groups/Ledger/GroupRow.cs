namespace Mhero.Core.Sync.Groups.Ledger;

/// <summary>The ledger's row of a group that mHero keeps.</summary>
internal sealed record GroupRow
{
    /// <summary>Which side owns its members.</summary>
    public GroupSource Owner { get; init; }

    /// <summary>Its name as the owner has it, or as the rule makes it.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its name in RapidPro, which differs from <see cref="Name"/> where another group has that.</summary>
    public string? Title { get; init; }

    /// <summary>The group in RapidPro; null while there is none.</summary>
    public Guid? Uuid { get; init; }

    /// <summary>The group is being made in RapidPro: set before the POST, so that a group whose answer was lost is recognised as mHero's.</summary>
    public bool Creating { get; init; }

    /// <summary>Whether mHero made the group in RapidPro.</summary>
    public bool Made { get; init; }

    /// <summary>How many members RapidPro counted when it was last looked.</summary>
    public long Count { get; init; }

    /// <summary>Id of the registry's Group; of its practitioners for a group that RapidPro owns.</summary>
    public string? Group { get; init; }

    /// <summary>Id of the registry's Group of patients, for a group that RapidPro owns and that has some.</summary>
    public string? PatientGroup { get; init; }

    /// <summary>The registry's versions of its Groups, as mHero last read or wrote them.</summary>
    public string? Version { get; init; }

    /// <summary>Hash of the name and members as last agreed with the registry.</summary>
    public string? Hash { get; init; }

    /// <summary>Members changed in RapidPro that the registry's Group does not show yet.</summary>
    public bool Dirty { get; init; }

    /// <summary>It could not be made in RapidPro: all its members are to be checked when it can.</summary>
    public bool Owed { get; init; }

    /// <summary>RapidPro no longer has the group that it owns: the registry's is to be emptied, and the row forgotten.</summary>
    public bool Gone { get; init; }
}
