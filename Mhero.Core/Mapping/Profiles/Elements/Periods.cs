using Hl7.Fhir.Model;

namespace Mhero.Core.Mapping.Profiles.Elements;

/// <summary>Whether a FHIR Period is over or not begun, on a day. Dates may be partial: <c>2024</c> ends with its last day.</summary>
internal static class Periods
{
    public static bool HasEnded(Period? period, DateOnly today) => period?.End is { } end && LastDay(end) is { } day && day < today;

    public static bool HasBegun(Period? period, DateOnly today) => period?.Start is not { } start || FirstDay(start) is not { } day || day <= today;

    public static bool Covers(Period? period, DateOnly today) => HasBegun(period, today) && !HasEnded(period, today);

    /// <summary>The next day on which a period begins, or is over for the first time; null when there is none.</summary>
    public static DateOnly? NextTurn(Period? period, DateOnly today)
    {
        // Systems write 9999-12-31 for a period without an end; no day comes after it.
        var last = period?.End is { } end ? LastDay(end) : null;
        var turns = new[] { FirstDay(period?.Start), last < DateOnly.MaxValue ? last.Value.AddDays(1) : null };
        return turns.Where(t => t > today).Min();
    }

    /// <summary>The first day that a FHIR date or dateTime can mean; null when it is none.</summary>
    public static DateOnly? FirstDay(string? date) => Parse(date, out var day, out _) ? day : null;

    private static DateOnly? LastDay(string date) => Parse(date, out var day, out var precision)
        ? precision switch
        {
            4 => new DateOnly(day.Year, 12, 31),
            7 => new DateOnly(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month)),
            _ => day,
        }
        : null;

    private static bool Parse(string? date, out DateOnly day, out int precision)
    {
        precision = date?.Length switch { 4 => 4, 7 => 7, >= 10 => 10, _ => 0 };
        day = default;
        return precision switch
        {
            4 => DateOnly.TryParseExact(date + "-01-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day),
            7 => DateOnly.TryParseExact(date + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day),
            10 => DateOnly.TryParseExact(date.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day),
            _ => false,
        };
    }
}
