namespace Mhero.MemoryFhir;

/// <summary>A version of a resource, or of its absence after a deletion.</summary>
public sealed class StoredResource
{
    internal StoredResource(string type, string id, int version, DateTimeOffset updated, byte[]? json)
    {
        (Type, Id, Version, Updated, Json) = (type, id, version, updated, json);
        if (json is not null)
        {
            (Keys, Name, Authored) = SearchParameters.Of(type, json);
        }
    }

    /// <summary>The resource type.</summary>
    public string Type { get; }

    /// <summary>The logical id.</summary>
    public string Id { get; }

    /// <summary>The number of this version, from 1.</summary>
    public int Version { get; }

    /// <summary>When this version was written, in UTC, to the millisecond.</summary>
    public DateTimeOffset Updated { get; }

    /// <summary>The resource as UTF-8 JSON with its id and meta; null when it is deleted.</summary>
    public byte[]? Json { get; }

    /// <summary>The resource, to be read only.</summary>
    public JsonObject Content => field ??= JsonNode.Parse(Json)!.AsObject();

    /// <summary>Whether the resource is deleted.</summary>
    public bool IsDeleted => Json is null;

    /// <summary>What searches find the resource by, as <see cref="SearchParameters.Key"/> gives it.</summary>
    internal IReadOnlySet<string> Keys { get; } = new HashSet<string>();

    internal string? Name { get; }

    internal DateTimeOffset? Authored { get; }

    /// <summary>When it was written by the server's clock, which is before <see cref="Updated"/> where that may not go back.</summary>
    internal DateTimeOffset WrittenAt { get; init; }

    /// <summary>The state that a search finds until the lag has passed; null for nothing.</summary>
    internal StoredResource? Before { get; init; }
}
