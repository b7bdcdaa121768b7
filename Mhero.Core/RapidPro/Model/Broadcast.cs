using Mhero.Core.RapidPro.Json;

namespace Mhero.Core.RapidPro.Model;

/// <summary>
/// A message to many contacts, as <c>broadcasts.json</c> returns it. Every member but the number may be missing: versions
/// 7.4 to 26.3 differ.
/// </summary>
public sealed record Broadcast
{
    private static readonly Dictionary<string, string?> NoText = [];

    /// <summary>Its number, unique on its RapidPro; messages name their broadcast by it.</summary>
    [JsonRequired]
    public long Id { get; init; }

    /// <summary>Its UUID; null before 26.0.</summary>
    public Guid? Uuid { get; init; }

    /// <summary>
    /// <c>queued</c>, <c>sent</c> or <c>failed</c>; since 9.3.45 <c>pending</c>, <c>queued</c>, <c>started</c>, <c>completed</c>,
    /// <c>failed</c> or <c>interrupted</c>. An open set. It means that messages were made, not that they arrived.
    /// </summary>
    public string? Status { get; init; }

    /// <summary>
    /// Its text by language (ISO 639-3; up to 8.0 also the pseudo-language <c>base</c>), with the expressions in it as
    /// sent.
    /// </summary>
    [JsonConverter(typeof(FieldValuesConverter))]
    public IReadOnlyDictionary<string, string?> Text { get; init => field = value ?? NoText; } = NoText;

    /// <summary>The language for contacts that none of the others is for; null up to 8.0.</summary>
    public string? BaseLanguage { get; init; }

    /// <summary>The contacts that it was made for, in RapidPro's own order; those that it cannot reach among them.</summary>
    public IReadOnlyList<ObjectReference> Contacts { get; init => field = ListOf.Records(value); } = [];

    /// <summary>The groups that it was made for.</summary>
    public IReadOnlyList<ObjectReference> Groups { get; init => field = ListOf.Records(value); } = [];

    /// <summary>The URNs that it was made for; none when the workspace is anonymous.</summary>
    public IReadOnlyList<string> Urns { get; init => field = ListOf.Records(value); } = [];

    /// <summary>When it was made (UTC, microseconds).</summary>
    public DateTimeOffset? CreatedOn { get; init; }

    /// <summary>
    /// Whether it can be the result of this request: it is for exactly these contacts and has these texts. Two equal
    /// requests cannot be distinguished; compare <see cref="CreatedOn"/> too.
    /// </summary>
    /// <param name="write">The request.</param>
    public bool Matches(BroadcastWrite write)
    {
        // Up to 8.0 a text may come back under "base"; RapidPro trims what it is given.
        HashSet<string> said = [.. Text.Values.Select(text => (text ?? "").Trim())];
        return Groups.Count == 0
            && Urns.Count == 0
            && said.SetEquals(write.Text.Values.Select(text => text.Trim()))
            && Contacts.Select(contact => contact.Uuid).ToHashSet().SetEquals(write.Contacts);
    }
}
