using System.Globalization;

namespace Mhero.Bench.Load.Fhir;

/// <summary>FHIR's <c>instant</c> to the millisecond, in UTC.</summary>
internal static class FhirInstant
{
    public static string Write(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static bool TryRead(string text, out long milliseconds)
    {
        var read = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        milliseconds = read ? time.ToUnixTimeMilliseconds() : 0;
        return read;
    }
}
