namespace Mhero.Core.Reporting;

/// <summary>Completeness and timeliness of the reports on the last periods, for all facilities, for each district and for each facility.</summary>
/// <param name="TimeZone">The time zone whose midnights divide the periods.</param>
/// <param name="ReadAt">The time that the report is about (UTC): now, or the last reading while a job reads the registry again.</param>
/// <param name="IsWhole">Whether these are all facilities of the registry.</param>
/// <param name="Periods">The periods, the earliest first.</param>
/// <param name="Districts">The districts, by name.</param>
/// <param name="Facilities">The facilities, by district and name, each with its state in each period.</param>
public sealed record CompletenessReport(
    string TimeZone, DateTimeOffset ReadAt, bool IsWhole, IReadOnlyList<PeriodCompleteness> Periods, IReadOnlyList<DistrictCompleteness> Districts, IReadOnlyList<ReportRow> Facilities)
{
    /// <summary>Counts the facilities of a matrix.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="district">Only the facilities of this district; null for all.</param>
    /// <param name="onlyMissing">List only facilities whose report on the last period that has any due is missing; the counts are of all.</param>
    public static CompletenessReport Of(ReportMatrix matrix, string? district, bool onlyMissing)
    {
        var rows = matrix.Choose(district, false);
        return new CompletenessReport(
            matrix.Periods[0].Zone.Id,
            matrix.ReadAt,
            matrix.IsWhole,
            [.. matrix.Periods.Select((period, i) => new PeriodCompleteness(period.Name, period.First, period.Last, matrix.Due[i], FacilityCounts.Of(rows, i)))],
            [
                .. rows.GroupBy(row => row.District, StringComparer.OrdinalIgnoreCase)
                    .Select(some => new DistrictCompleteness(some.Key, [.. matrix.Periods.Select((_, i) => FacilityCounts.Of([.. some], i))])),
            ],
            onlyMissing ? matrix.Choose(district, true) : rows);
    }
}
