namespace Mhero.Core.RapidPro.Model;

/// <summary>
/// The body of a contact create or update. A member that is not set is not sent. <see cref="Urns"/> and
/// <see cref="Groups"/> replace the contact's set; <see cref="Fields"/> merges, and a null value clears a field.
/// </summary>
public sealed record ContactWrite
{
    /// <summary>Display name, at most 64 characters (RapidPro refuses more); unset leaves it, null inside clears it.</summary>
    public Settable<string?> Name { get; init; }

    /// <summary>ISO 639-3 code; unset leaves it, null inside clears it.</summary>
    public Settable<string?> Language { get; init; }

    /// <summary>The whole list of URNs, the preferred one first; null leaves it.</summary>
    public IReadOnlyList<string>? Urns { get; init; }

    /// <summary>The whole set of static groups, by name or UUID text; null leaves it.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>Field values by key; null leaves all fields.</summary>
    public IReadOnlyDictionary<string, string?>? Fields { get; init; }

    /// <summary>Whether nothing would be sent.</summary>
    public bool IsEmpty => !Name.IsSet && !Language.IsSet && Urns is null && Groups is null && Fields is not { Count: > 0 };
}
