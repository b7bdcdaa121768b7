namespace Mhero.Core.RapidPro.Model;

/// <summary>
/// Which contacts to list. An unknown group or UUID is an empty list, not an error: that is how RapidPro answers.
/// </summary>
public sealed record ContactQuery
{
    /// <summary>Only contacts changed at this time or later (inclusive, to the microsecond).</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>Only contacts changed at this time or earlier (inclusive, to the microsecond).</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Only members of the group with this name or UUID.</summary>
    public string? Group { get; init; }

    /// <summary>Deleted contacts instead of the others; they have hardly more than a UUID and times.</summary>
    public bool Deleted { get; init; }

    /// <summary>
    /// Oldest change first; the default, since a contact that changes during the crawl then comes twice, whereas newest
    /// first it is missed.
    /// </summary>
    public bool Reverse { get; init; } = true;

    /// <summary>Only the contact with this URN.</summary>
    public Urn? Urn { get; init; }

    /// <summary>Only the contact with this UUID.</summary>
    public Guid? Uuid { get; init; }
}
