using Mhero.Core.Reporting;

namespace Mhero.Core.Tests.Reporting;

public sealed class ReportMatrixTests
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.Parse("2026-03-16T12:00:00Z", null);

    [Fact]
    public void Choose_OnlyMissing_LooksAtTheLastPeriodWhoseReportsAreDue()
    {
        var matrix = Matrix(lastDue: 1, Row("a", "Gasabo", "missing", "reported", "open"), Row("b", "gasabo", "reported", "missing", "open"), Row("c", "Bugesera", "missing", "missing", "open"));

        Assert.Equal(["b", "c"], matrix.Choose(null, true).Select(row => row.Name));
        Assert.Equal(["b"], matrix.Choose("Gasabo", true).Select(row => row.Name));
        Assert.Equal(["a", "b"], matrix.Choose("Gasabo", false).Select(row => row.Name));
        Assert.Empty((matrix with { LastDue = null }).Choose(null, true));
    }

    [Fact]
    public void CompletenessReport_CountsEachPeriodAndDistrict_AndListsOnlyWhatWasAskedFor()
    {
        var matrix = Matrix(lastDue: 1, Row("a", "Gasabo", "late", "reported", "open"), Row("b", "Gasabo", "reported", "missing", "reported"), Row("c", "Bugesera", "missing", "reported", "open"));

        var report = CompletenessReport.Of(matrix, null, true);

        Assert.Equal([new FacilityCounts(3, 1, 1, 1, 0), new FacilityCounts(3, 2, 0, 1, 0), new FacilityCounts(3, 1, 0, 0, 2)], report.Periods.Select(period => period.Counts));
        Assert.Equal((66.7, 33.3), (report.Periods[0].Counts.Completeness, report.Periods[0].Counts.Timeliness));
        Assert.Equal(["2026-W10", "2026-W11", "2026-W12"], report.Periods.Select(period => period.Name));
        Assert.Equal(new FacilityCounts(2, 1, 1, 0, 0), report.Districts.Single(district => district.Name == "Gasabo").Counts[0]);
        Assert.Equal(["b"], report.Facilities.Select(row => row.Name));
        Assert.Null(CompletenessReport.Of(matrix, "Nowhere", false).Periods[0].Counts.Completeness);
    }

    [Theory]
    [InlineData(ReportPeriodKind.Day, DayOfWeek.Monday, "2026-03-16")]
    [InlineData(ReportPeriodKind.Month, DayOfWeek.Monday, "2026-03")]
    [InlineData(ReportPeriodKind.Week, DayOfWeek.Monday, "2026-W12")]
    [InlineData(ReportPeriodKind.Week, DayOfWeek.Wednesday, "2026-W11")]
    public void Name_OfAPeriod_IsTheCalendars(ReportPeriodKind kind, DayOfWeek start, string name) =>
        Assert.Equal(name, ReportPeriod.Containing(kind, Noon, TimeZoneInfo.Utc, start).Name);

    [Theory]
    [InlineData("2020-12-31T00:00:00Z", "2020-W53")]
    [InlineData("2021-01-03T00:00:00Z", "2020-W53")]
    [InlineData("2021-01-04T00:00:00Z", "2021-W01")]
    [InlineData("2024-12-30T00:00:00Z", "2025-W01")]
    public void Name_OfAWeekAtNewYear_IsInTheYearOfItsThursday(string moment, string name) =>
        Assert.Equal(name, ReportPeriod.Containing(ReportPeriodKind.Week, DateTimeOffset.Parse(moment, null), TimeZoneInfo.Utc).Name);

    private static ReportMatrix Matrix(int lastDue, params ReportRow[] rows)
    {
        var last = ReportPeriod.Containing(ReportPeriodKind.Week, Noon, TimeZoneInfo.Utc);
        List<ReportPeriod> periods = [last.Previous().Previous(), last.Previous(), last];
        return new ReportMatrix(periods, periods.ConvertAll(period => period.End), lastDue, rows, true);
    }

    private static ReportRow Row(string name, string district, params string[] states) => new($"Location/{name}", name, district, [.. states.Select(state => Enum.Parse<ReportState>(state, true))]);
}
