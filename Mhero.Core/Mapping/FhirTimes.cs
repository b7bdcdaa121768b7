namespace Mhero.Core.Mapping;

/// <summary>Points in time as FHIR's <c>dateTime</c> and <c>instant</c>.</summary>
internal static class FhirTimes
{
    /// <summary>UTC, to the millisecond: more digits than that are not kept by every server, and would look like a change.</summary>
    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
