namespace Mhero.Simulator.State;

/// <summary>
/// A contact at one moment. Replaced on each change, never altered, so that a page can be written outside the lock.
/// </summary>
internal sealed record ContactState
{
    public required int Id { get; init; }

    public required Guid Uuid { get; init; }

    public string? Name { get; init; }

    public string? Language { get; init; }

    public string Status { get; init; } = "active";

    public StoredUrn[] Urns { get; init; } = [];

    /// <summary>By id, as RapidPro orders them.</summary>
    public GroupEntry[] Groups { get; init; } = [];

    /// <summary>By field ordinal; may be shorter than the list of fields.</summary>
    public FieldValue?[] Values { get; init; } = [];

    public SimulatedReference? Flow { get; init; }

    public StoredNote[] Notes { get; init; } = [];

    public required long CreatedOn { get; init; }

    public required long ModifiedOn { get; init; }

    public long? LastSeenOn { get; init; }

    public bool Deleted { get; init; }

    public bool IsActive => Status == "active" && !Deleted;

    public PageKey Key => new(ModifiedOn, Id);

    public FieldValue? Value(int ordinal) => ordinal < Values.Length ? Values[ordinal] : null;
}
