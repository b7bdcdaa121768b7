namespace Mhero.MemoryFhir;

/// <summary>A request, or an entry of a Bundle.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Url">The address, absolute or relative to the server's base, with its query.</param>
public sealed record FhirCall(string Method, string Url)
{
    /// <summary>The body: FHIR JSON, or the form of a <c>_search</c>.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>The header If-Match; null for none.</summary>
    public string? IfMatch { get; init; }

    /// <summary>The header If-None-Exist; null for none.</summary>
    public string? IfNoneExist { get; init; }

    /// <summary>Whether the client asked for answers to writes without the resource (<c>Prefer: return=minimal</c>).</summary>
    public bool IsMinimal { get; init; }

    /// <summary>Whether the call changes what is stored.</summary>
    public bool Writes => Method is "PUT" or "DELETE" || (Method == "POST" && !Url.Contains("_search", StringComparison.Ordinal));
}
