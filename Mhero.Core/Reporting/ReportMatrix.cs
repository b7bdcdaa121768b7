namespace Mhero.Core.Reporting;

/// <summary>Which facility has reported on which period.</summary>
/// <param name="Periods">The periods, the earliest first.</param>
/// <param name="Due">When the reports on each period are due (UTC).</param>
/// <param name="LastDue">The number of the last period whose reports are due; null when none is.</param>
/// <param name="Rows">The facilities, by district and name.</param>
/// <param name="IsWhole">Whether these are all facilities of the registry.</param>
public sealed record ReportMatrix(IReadOnlyList<ReportPeriod> Periods, IReadOnlyList<DateTimeOffset> Due, int? LastDue, IReadOnlyList<ReportRow> Rows, bool IsWhole)
{
    /// <summary>The time that it is about (UTC): now, or the last reading while a job reads the registry again.</summary>
    public DateTimeOffset ReadAt { get; init; }

    /// <summary>Some of the facilities.</summary>
    /// <param name="district">Only those of this district; null for all.</param>
    /// <param name="onlyMissing">Only those whose report on the last period that has any due is missing.</param>
    public IReadOnlyList<ReportRow> Choose(string? district, bool onlyMissing)
    {
        var rows = Rows.Where(row => district is null || string.Equals(row.District, district, StringComparison.OrdinalIgnoreCase));
        if (onlyMissing)
        {
            rows = LastDue is { } period ? rows.Where(row => row.States[period] == ReportState.Missing) : [];
        }

        return [.. rows];
    }
}
