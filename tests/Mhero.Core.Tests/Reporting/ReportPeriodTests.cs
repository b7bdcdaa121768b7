using FsCheck.Xunit;
using Mhero.Core.Reporting;

namespace Mhero.Core.Tests.Reporting;

public sealed class ReportPeriodTests
{
    [Theory]
    [InlineData(ReportPeriodKind.Day, "2026-03-04T21:59:59Z", DayOfWeek.Monday, "2026-03-03T22:00Z", "2026-03-04T22:00Z")]
    [InlineData(ReportPeriodKind.Day, "2026-03-04T22:00:00Z", DayOfWeek.Monday, "2026-03-04T22:00Z", "2026-03-05T22:00Z")]
    [InlineData(ReportPeriodKind.Week, "2026-03-01T21:59:59Z", DayOfWeek.Monday, "2026-02-22T22:00Z", "2026-03-01T22:00Z")]
    [InlineData(ReportPeriodKind.Week, "2026-03-01T22:00:00Z", DayOfWeek.Monday, "2026-03-01T22:00Z", "2026-03-08T22:00Z")]
    [InlineData(ReportPeriodKind.Week, "2026-03-04T10:00:00Z", DayOfWeek.Friday, "2026-02-26T22:00Z", "2026-03-05T22:00Z")]
    [InlineData(ReportPeriodKind.Month, "2025-12-31T22:00:00Z", DayOfWeek.Monday, "2025-12-31T22:00Z", "2026-01-31T22:00Z")]
    public void Containing_Moment_GoesFromMidnightToMidnightOfTheZone(ReportPeriodKind kind, string moment, DayOfWeek weekStart, string start, string end)
    {
        var period = ReportPeriod.Containing(kind, DateTimeOffset.Parse(moment, null), Zone("Africa/Kigali"), weekStart);

        Assert.Equal((DateTimeOffset.Parse(start, null), DateTimeOffset.Parse(end, null)), (period.Start, period.End));
    }

    [Theory]
    [InlineData("Europe/Lisbon", "2026-03-29T12:00:00Z", 23)]
    [InlineData("Europe/Lisbon", "2026-10-25T12:00:00Z", 25)]
    [InlineData("Africa/Cairo", "2026-04-24T12:00:00Z", 23)]
    [InlineData("America/Havana", "2026-11-01T12:00:00Z", 25)]
    public void Containing_DayOfAClockChange_HasItsHours(string zone, string moment, int hours)
    {
        var day = ReportPeriod.Containing(ReportPeriodKind.Day, DateTimeOffset.Parse(moment, null), Zone(zone));

        Assert.Equal(hours, (day.End - day.Start).TotalHours);
        Assert.Equal(day.Start, day.Previous().End);
    }

    [Property]
    public bool Containing_AnyMoment_IsInItsPeriodAndTheOneBeforeEndsThere(long seconds, ReportPeriodKind kind, DayOfWeek weekStart, int zone)
    {
        var moment = DateTimeOffset.UnixEpoch.AddSeconds(Math.Abs(seconds % 4_000_000_000));
        string[] zones = ["UTC", "Africa/Cairo", "America/Havana", "Pacific/Apia", "Asia/Kathmandu", "Asia/Beirut", "America/Sao_Paulo"];
        var period = ReportPeriod.Containing(kind, moment, Zone(zones[Math.Abs(zone % zones.Length)]), weekStart);

        return period.Contains(moment) && period.Previous().End == period.Start && !period.Previous().Contains(moment);
    }

    private static TimeZoneInfo Zone(string name) => TimeZoneInfo.FindSystemTimeZoneById(name);
}
