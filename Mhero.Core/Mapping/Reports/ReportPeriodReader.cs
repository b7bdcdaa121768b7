using Hl7.Fhir.Model;
using Mhero.Core.Dhis2;

namespace Mhero.Core.Mapping.Reports;

/// <summary>Reads the period of a report. Its days are those that are written, in whatever zone: the week of a facility does not begin at midnight UTC.</summary>
internal static class ReportPeriodReader
{
    /// <summary>The period of DHIS2; null when the element is absent or no such period.</summary>
    public static Dhis2Period? Read(Period? period) =>
        DayOf(period?.StartElement, isEnd: false) is { } start && DayOf(period?.EndElement, isEnd: true) is { } end && end >= start ? Dhis2Period.Of(start, end) : null;

    private static DateOnly? DayOf(FhirDateTime? element, bool isEnd)
    {
        if (element?.JsonValue is not string text)
        {
            return null;
        }

        // A year or a month ends with its last day.
        var format = text.Length switch { 4 => "yyyy", 7 => "yyyy-MM", _ => "yyyy-MM-dd" };
        var part = text.Length > format.Length ? text[..format.Length] : text;
        return !DateOnly.TryParseExact(part, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? null
            : !isEnd || format.Length == 10 ? day
            : day.AddMonths(format.Length == 4 ? 12 : 1).AddDays(-1);
    }
}
