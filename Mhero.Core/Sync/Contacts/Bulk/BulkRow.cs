using Mhero.Core.Mapping.Profiles;

namespace Mhero.Core.Sync.Contacts.Bulk;

/// <summary>
/// The write of a bulk load to the contact of one worker. It is kept after the load: a file may be imported late, or a second time.
/// </summary>
internal sealed record BulkRow
{
    /// <summary>How long a row counts after it was planned: then a file of it is too old to be imported.</summary>
    internal static readonly TimeSpan CountsFor = TimeSpan.FromDays(30);

    /// <summary>The load.</summary>
    public required string Load { get; init; }

    /// <summary>The contact to update; null to create one.</summary>
    public Guid? Contact { get; init; }

    /// <summary>The worker as the registry described it when the row was planned.</summary>
    public WorkerProfile Registry { get; init; } = new();

    /// <summary>The attributes that the row writes (<see cref="ProfileAttributes"/>).</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>The contact's name, if the row writes it; null clears it.</summary>
    public string? Name { get; init; }

    /// <summary>The contact's language, if the row writes it; null clears it.</summary>
    public string? Language { get; init; }

    /// <summary>The URNs of a contact to create, the preferred one first.</summary>
    public IReadOnlyList<string> Urns { get; init; } = [];

    /// <summary>Values of contact fields by key, also the two of the link; null clears a field.</summary>
    public IReadOnlyDictionary<string, string?> Fields { get; init; } = new Dictionary<string, string?>();

    /// <summary>The file that has the row; null while it is in none.</summary>
    public int? File { get; init; }

    /// <summary>The row is in no file, since the file must not have it: its writes wait for the end of the load.</summary>
    public bool LeftOut { get; init; }

    /// <summary>When it was planned (UTC).</summary>
    public DateTimeOffset PlannedAt { get; init; }

    /// <summary>The last change of the contact in the state that it was planned from (UTC, RapidPro's clock); null for a new contact.</summary>
    public DateTimeOffset? PlannedFrom { get; init; }

    /// <summary>When the contact was seen as the import made it (UTC); null before.</summary>
    public DateTimeOffset? SeenAt { get; init; }

    /// <summary>A contact whose change was set aside while the writes wait; it is read again afterwards.</summary>
    public Guid? Touched { get; init; }

    /// <summary>The row of an earlier load, whose file may have been imported too.</summary>
    public BulkRow? Earlier { get; init; }

    /// <summary>The rows of the worker that have values, the latest first.</summary>
    public IEnumerable<BulkRow> Versions() => (LeftOut ? [] : new[] { this }).Concat(Earlier?.Versions() ?? []);

    /// <summary>The row as a later one keeps it: with so many earlier rows.</summary>
    public BulkRow? Kept(int depth) => LeftOut ? Earlier?.Kept(depth) : this with { Earlier = depth == 0 ? null : Earlier?.Kept(depth - 1) };

    /// <summary>Whether the row may be written to a file.</summary>
    public bool IsForFile => !LeftOut && SeenAt is null && Attributes.Count > 0;
}
