namespace Mhero.Simulator;

/// <summary>
/// A contact as a seed and as a snapshot. To change one as a person in RapidPro's pages would, give
/// <see cref="RapidProWorkspace.Edit"/> a function that returns it changed.
/// </summary>
public sealed record SimulatedContact
{
    /// <summary>The contact's UUID; a seed without one gets its own.</summary>
    public Guid Uuid { get; init; }

    /// <summary>Display name; null when it has none.</summary>
    public string? Name { get; init; }

    /// <summary>ISO 639-3 code; null when unset.</summary>
    public string? Language { get; init; }

    /// <summary><c>active</c>, <c>blocked</c>, <c>stopped</c> or <c>archived</c>. All but the first leave static groups.</summary>
    public string Status { get; init; } = "active";

    /// <summary>URNs, <c>scheme:path</c> or <c>scheme:path#display</c>; normalised when they are stored.</summary>
    public IReadOnlyList<string> Urns { get; init; } = [];

    /// <summary>
    /// Names of the groups that it is in. Smart groups appear in a snapshot and are ignored in a seed or an edit: their
    /// query decides.
    /// </summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>
    /// Values by field key, as the API shows them. A key that is missing, or null or empty, has no value.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Fields { get; init; } = new Dictionary<string, string?>();

    /// <summary>The flow that it is in, if any.</summary>
    public SimulatedReference? Flow { get; init; }

    /// <summary>Notes, oldest first (RapidPro 26.3).</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>When it was created (UTC); a seed without it is created now.</summary>
    public DateTimeOffset? CreatedOn { get; init; }

    /// <summary>When it was last changed (UTC, microseconds); a seed without it was changed when it was created.</summary>
    public DateTimeOffset? ModifiedOn { get; init; }

    /// <summary>When it was last heard from (UTC).</summary>
    public DateTimeOffset? LastSeenOn { get; init; }

    /// <summary>Whether it was deleted: then only its UUID and its times are left.</summary>
    public bool Deleted { get; init; }
}
