using Mhero.Core.RapidPro.Json;

namespace Mhero.Core.RapidPro.Model;

/// <summary>
/// A contact as <c>GET /api/v2/contacts.json</c> returns it. Every member but the UUID may be missing: versions 7.4 to
/// 26.3 differ, and a deleted contact has nothing else.
/// </summary>
public sealed record Contact
{
    // The JSON reader sets every init property, a missing one to null; the setters put the empty value back.
    private static readonly Dictionary<string, string?> NoFields = [];

    /// <summary>The contact's UUID.</summary>
    [JsonRequired]
    public Guid Uuid { get; init; }

    /// <summary>Display name; null when the contact has none.</summary>
    public string? Name { get; init; }

    /// <summary><c>active</c>, <c>blocked</c>, <c>stopped</c> or <c>archived</c>; null when deleted or before 7.4. An open set.</summary>
    public string? Status { get; init; }

    /// <summary>ISO 639-3 code; null when unset.</summary>
    public string? Language { get; init; }

    /// <summary>URNs (<c>scheme:path</c>), the preferred one first. Before 8.0 a <c>#display</c> may follow.</summary>
    public IReadOnlyList<string> Urns { get; init => field = ListOf.Records(value); } = [];

    /// <summary>Static and smart groups that the contact is in.</summary>
    public IReadOnlyList<ObjectReference> Groups { get; init => field = ListOf.Records(value); } = [];

    /// <summary>Every field of the workspace by key; a field without a value is null. Numbers come as text.</summary>
    [JsonConverter(typeof(FieldValuesConverter))]
    public IReadOnlyDictionary<string, string?> Fields { get; init => field = value ?? NoFields; } = NoFields;

    /// <summary>The flow that the contact is in, if any.</summary>
    public ObjectReference? Flow { get; init; }

    /// <summary>When the contact was created (UTC).</summary>
    public DateTimeOffset? CreatedOn { get; init; }

    /// <summary>When the contact was last changed (UTC, microseconds).</summary>
    public DateTimeOffset? ModifiedOn { get; init; }

    /// <summary>When the contact last sent a message (UTC).</summary>
    public DateTimeOffset? LastSeenOn { get; init; }

    /// <summary>Whether a user blocked the contact; kept for servers without <see cref="Status"/>.</summary>
    public bool? Blocked { get; init; }

    /// <summary>Whether the contact opted out; kept for servers without <see cref="Status"/>.</summary>
    public bool? Stopped { get; init; }
}
