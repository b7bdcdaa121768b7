using System.Net;
using Hl7.Fhir.Model;

namespace Mhero.Core.Fhir;

/// <summary>A successful answer.</summary>
internal sealed record FhirReply(HttpStatusCode Status)
{
    public Resource? Resource { get; init; }

    /// <summary>The version out of the ETag, without <c>W/</c> and quotes; null when there is none.</summary>
    public string? Version { get; init; }

    public string? Location { get; init; }

    public DateTimeOffset? Date { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The version in an entity tag such as <c>W/"3"</c>.</summary>
    public static string? VersionOf(string? etag)
    {
        var version = etag?.Trim();
        if (version?.StartsWith("W/", StringComparison.Ordinal) == true)
        {
            version = version[2..];
        }

        version = version?.Trim('"');
        return string.IsNullOrEmpty(version) ? null : version;
    }
}
