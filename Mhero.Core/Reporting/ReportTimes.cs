namespace Mhero.Core.Reporting;

/// <summary>Reads FHIR's <c>dateTime</c>, of any precision, as the time that it covers.</summary>
internal static class ReportTimes
{
    /// <summary>The time that a text covers.</summary>
    /// <param name="text">A year, month, day or moment.</param>
    /// <param name="zone">The zone of texts that name none.</param>
    /// <returns>First moment and the first one after; null when it is not a time.</returns>
    public static (DateTimeOffset Start, DateTimeOffset End)? Read(string? text, TimeZoneInfo zone)
    {
        const DateTimeStyles Strict = DateTimeStyles.None;
        var culture = CultureInfo.InvariantCulture;
        switch (text)
        {
            case { Length: 4 } when DateOnly.TryParseExact(text, "yyyy", culture, Strict, out var year):
                return Days(year, year.Year < 9999 ? year.AddYears(1) : year, zone);
            case { Length: 7 } when DateOnly.TryParseExact(text, "yyyy-MM", culture, Strict, out var month):
                return Days(month, month.Year < 9999 ? month.AddMonths(1) : month, zone);
            case { Length: 10 } when DateOnly.TryParseExact(text, "yyyy-MM-dd", culture, Strict, out var day):
                return Days(day, day.Year < 9999 ? day.AddDays(1) : day, zone);
            case { Length: > 10 } when DateTime.TryParse(text, culture, DateTimeStyles.RoundtripKind, out var local) && local.Kind == DateTimeKind.Unspecified:
                var here = new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
                return (here, here);
            case { Length: > 10 } when DateTimeOffset.TryParse(text, culture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment):
                return (moment, moment);
            default:
                return null;
        }
    }

    /// <summary>The middle of the time from one text to another; one of them is enough.</summary>
    /// <param name="from">The first time; null when it is not known.</param>
    /// <param name="to">The last time; null when it is not known.</param>
    /// <param name="zone">The zone of what names none.</param>
    public static DateTimeOffset? Middle(string? from, string? to, TimeZoneInfo zone)
    {
        var start = Read(from, zone);
        var end = Read(to, zone);
        return (start, end) switch
        {
            ({ } s, { } e) when e.End >= s.Start => s.Start + ((e.End - s.Start) / 2),
            ({ } s, _) => s.Start + ((s.End - s.Start) / 2),
            (_, { } e) => e.Start + ((e.End - e.Start) / 2),
            _ => null,
        };
    }

    private static (DateTimeOffset Start, DateTimeOffset End) Days(DateOnly first, DateOnly next, TimeZoneInfo zone) =>
        (ReportPeriod.Midnight(first, zone), ReportPeriod.Midnight(next, zone));
}
