namespace Mhero.Local.Simulator.State;

/// <summary>Times as microseconds since 1970: what PostgreSQL keeps, and so what RapidPro compares.</summary>
internal static class Micros
{
    private const long TicksPerMicro = TimeSpan.TicksPerMicrosecond;

    public static long From(DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TicksPerMicro;

    public static DateTimeOffset ToTime(long micros) => new(DateTime.UnixEpoch.Ticks + (micros * TicksPerMicro), TimeSpan.Zero);

    /// <summary>Python's <c>isoformat()</c> with a Z: the fraction is left out when it is zero.</summary>
    public static int Write(long micros, Span<byte> into)
    {
        var time = new DateTime(DateTime.UnixEpoch.Ticks + (micros * TicksPerMicro), DateTimeKind.Utc);
        var format = micros % 1_000_000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
        time.TryFormat(into, out var written, format, System.Globalization.CultureInfo.InvariantCulture);
        return written;
    }
}
