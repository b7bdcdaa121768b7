namespace Mhero.Core.RapidPro.Model;

/// <summary>The contact of a run or message.</summary>
public sealed record RunContact
{
    /// <summary>The contact's UUID.</summary>
    [JsonRequired]
    public Guid Uuid { get; init; }

    /// <summary>Display name; null when the contact has none.</summary>
    public string? Name { get; init; }

    /// <summary>The URN (<c>scheme:path</c>) that RapidPro prefers; null when there is none or the workspace hides it.</summary>
    public string? Urn { get; init; }
}
