namespace Mhero.Core.Messaging.Outbox;

/// <summary>The hours in which no messages are sent.</summary>
internal static class QuietHours
{
    /// <summary>Reads <c>21:00-07:00</c>; over midnight when the end is before the beginning.</summary>
    public static bool TryRead(string text, out TimeOnly from, out TimeOnly to)
    {
        (from, to) = (default, default);
        return text.Split('-') is [var a, var b]
            && TimeOnly.TryParseExact(a.Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out from)
            && TimeOnly.TryParseExact(b.Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out to)
            && from != to;
    }

    /// <summary>How long they still last; null when it is not one of them.</summary>
    /// <param name="hours">The setting; empty for none.</param>
    /// <param name="zone">IANA name of the recipient's zone.</param>
    /// <param name="now">Now.</param>
    public static TimeSpan? Left(string hours, string zone, DateTimeOffset now)
    {
        if (!TryRead(hours, out var from, out var to))
        {
            return null;
        }

        var info = ZoneOf(zone);
        var local = TimeZoneInfo.ConvertTime(now, info);
        if (!TimeOnly.FromDateTime(local.DateTime).IsBetween(from, to))
        {
            return null;
        }

        // The wall clock says when they end; where it is put forward over that time, a little later.
        var end = local.Date + to.ToTimeSpan();
        end = end <= local.DateTime ? end.AddDays(1) : end;
        while (info.IsInvalidTime(end))
        {
            end = end.AddMinutes(30);
        }

        return new DateTimeOffset(end, info.GetUtcOffset(end)) - now;
    }

    /// <summary>A zone that the check of the settings has found.</summary>
    public static TimeZoneInfo ZoneOf(string zone) => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var info) ? info : TimeZoneInfo.Utc;
}
