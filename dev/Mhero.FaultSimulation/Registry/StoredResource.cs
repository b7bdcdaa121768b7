using System.Text.Json.Nodes;

namespace Mhero.FaultSimulation.Registry;

/// <summary>A version of a resource.</summary>
internal sealed record StoredResource(string Type, string Id, int Version, DateTimeOffset Updated, JsonObject? Json, DateTimeOffset WrittenAt)
{
    private string? _text;

    /// <summary>The state that a search finds until the lag has passed; null for nothing.</summary>
    public StoredResource? Before { get; init; }

    public bool IsDeleted => Json is null;

    /// <summary>The resource as it is sent.</summary>
    public string Text => _text ??= Json!.ToJsonString();
}
