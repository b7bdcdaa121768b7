namespace Mhero.Simulator.State;

/// <summary>Times as microseconds since 1970: what PostgreSQL keeps, and so what RapidPro compares.</summary>
internal static class Micros
{
    private const long TicksPerMicro = TimeSpan.TicksPerMicrosecond;
    private const string Whole = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string Full = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public static long From(DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TicksPerMicro;

    public static DateTimeOffset ToTime(long micros) => new(DateTime.UnixEpoch.Ticks + (micros * TicksPerMicro), TimeSpan.Zero);

    /// <summary>Python's <c>isoformat()</c> with a Z: the fraction is left out when it is zero.</summary>
    public static int Write(long micros, Span<byte> into) => Write(micros, into, micros % 1_000_000 == 0 ? Whole : Full);

    /// <summary>Always with six digits of a second, as the times inside a run are shown.</summary>
    public static int WriteFull(long micros, Span<byte> into) => Write(micros, into, Full);

    private static int Write(long micros, Span<byte> into, string format)
    {
        var time = new DateTime(DateTime.UnixEpoch.Ticks + (micros * TicksPerMicro), DateTimeKind.Utc);
        time.TryFormat(into, out var written, format, System.Globalization.CultureInfo.InvariantCulture);
        return written;
    }
}
