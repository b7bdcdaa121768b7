using System.Text.Json.Nodes;

namespace Mhero.FaultSimulation.Registry;

/// <summary>A request, or an entry of a Bundle.</summary>
internal sealed record FhirCall(string Method, string Url)
{
    public byte[] Body { get; init; } = [];

    /// <summary>The resource of an entry, which has no body of its own.</summary>
    public JsonObject? Resource { get; init; }

    public string? IfMatch { get; init; }

    public string? IfNoneExist { get; init; }

    public bool Writes => Method is "PUT" or "DELETE" || (Method == "POST" && !Url.Contains("_search", StringComparison.Ordinal));
}
