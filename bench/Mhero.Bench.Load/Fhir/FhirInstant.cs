using System.Globalization;

namespace Mhero.Bench.Load.Fhir;

/// <summary>FHIR's <c>instant</c> to the millisecond, in UTC. Inside, time is counted in microseconds, so that thousands of writes a second each have their own.</summary>
internal static class FhirInstant
{
    public static string Write(long microseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(microseconds / 1000).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static bool TryRead(string text, out long microseconds)
    {
        var read = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        microseconds = read ? time.ToUnixTimeMilliseconds() * 1000 : 0;
        return read;
    }
}
