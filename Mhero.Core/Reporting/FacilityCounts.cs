namespace Mhero.Core.Reporting;

/// <summary>How many facilities have reported on a period.</summary>
/// <param name="Expected">The facilities of which a report is expected.</param>
/// <param name="OnTime">Those that have reported before the report was due.</param>
/// <param name="Late">Those that have reported later.</param>
/// <param name="Missing">Those that have not reported, though the report is due.</param>
/// <param name="Open">Those that have not reported, and whose report is not due yet.</param>
public sealed record FacilityCounts(int Expected, int OnTime, int Late, int Missing, int Open)
{
    /// <summary>Those that have reported, on time or late.</summary>
    public int Reported => OnTime + Late;

    /// <summary>Completeness: the percentage of the expected facilities that have reported; null when none is expected.</summary>
    public double? Completeness => Percent(Reported);

    /// <summary>Timeliness: the percentage of the expected facilities that have reported on time; null when none is expected.</summary>
    public double? Timeliness => Percent(OnTime);

    /// <summary>Counts facilities.</summary>
    /// <param name="rows">The facilities.</param>
    /// <param name="period">The number of the period in the matrix.</param>
    public static FacilityCounts Of(IReadOnlyCollection<ReportRow> rows, int period)
    {
        var states = rows.CountBy(row => row.States[period]).ToDictionary();
        int Number(ReportState state) => states.GetValueOrDefault(state);
        return new FacilityCounts(rows.Count, Number(ReportState.Reported), Number(ReportState.Late), Number(ReportState.Missing), Number(ReportState.Open));
    }

    private double? Percent(int part) => Expected == 0 ? null : Math.Round(100.0 * part / Expected, 1);
}
