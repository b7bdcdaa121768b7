namespace Mhero.FaultSimulation.Registry;

/// <summary>A request, or an entry of a Bundle.</summary>
internal sealed record FhirCall(string Method, string Url)
{
    public byte[] Body { get; init; } = [];

    public string? IfMatch { get; init; }

    public string? IfNoneExist { get; init; }

    public bool IsForm { get; init; }

    public bool Writes => Method is "PUT" or "DELETE" || (Method == "POST" && !Url.Contains("_search", StringComparison.Ordinal));
}
