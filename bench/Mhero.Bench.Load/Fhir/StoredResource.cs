namespace Mhero.Bench.Load.Fhir;

/// <summary>
/// One state of a resource, ready to be sent: UTF-8 JSON with id and meta in it. <c>Updated</c> is in microseconds since
/// 1970, and no two states share it.
/// </summary>
internal sealed record StoredResource(string Type, string Id, int Version, long Updated, byte[] Json)
{
    /// <summary>The identifiers as <c>system|value</c>.</summary>
    public IReadOnlyList<string> Identifiers { get; init; } = [];

    /// <summary>A role's <c>practitioner.reference</c>.</summary>
    public string? Practitioner { get; init; }

    /// <summary>A Flag's <c>subject.reference</c>.</summary>
    public string? Subject { get; init; }

    /// <summary>A Questionnaire's canonical address.</summary>
    public string? Url { get; init; }

    /// <summary>A Questionnaire's own version, which is not that of its state.</summary>
    public string? BusinessVersion { get; init; }

    /// <summary>A Location's name.</summary>
    public string? Name { get; init; }

    public string Location => $"{Type}/{Id}/_history/{Version}";

    public string ETag => $"W/\"{Version}\"";

    public string LastModified => FhirInstant.Write(Updated);
}
