using Mhero.Core.Reporting;

namespace Mhero.Core.Tests.Reporting;

public sealed class ReportTimesTests
{
    private static readonly TimeZoneInfo Kigali = TimeZoneInfo.FindSystemTimeZoneById("Africa/Kigali");

    [Theory]
    [InlineData("2026-03-04T10:00:00.5Z", null, "2026-03-04T10:00:00.5Z")]
    [InlineData("2026-03-04T10:00:00+02:00", null, "2026-03-04T08:00:00Z")]
    [InlineData("2026-03-04T10:00:00", null, "2026-03-04T08:00:00Z")]
    [InlineData("2026-03-04", null, "2026-03-04T10:00:00Z")]
    [InlineData(null, "2026-03-04", "2026-03-04T10:00:00Z")]
    [InlineData("2026-03-02", "2026-03-08", "2026-03-05T10:00:00Z")]
    [InlineData("2026-03-02T00:00:00+02:00", "2026-03-09T00:00:00+02:00", "2026-03-05T10:00:00Z")]
    [InlineData("2026-02", null, "2026-02-14T22:00:00Z")]
    [InlineData("2026-03-08", "2026-03-02", "2026-03-08T10:00:00Z")]
    public void Middle_TimesOfAnyPrecision_IsTheMiddleOfWhatTheyCover(string? from, string? to, string middle) =>
        Assert.Equal(DateTimeOffset.Parse(middle, null), ReportTimes.Middle(from, to, Kigali));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("last week")]
    [InlineData("2026-13-01")]
    [InlineData("2026-3-1")]
    [InlineData("yesterday at noon")]
    public void Middle_NoTime_IsNull(string? text) => Assert.Null(ReportTimes.Middle(text, text, Kigali));

    [Fact]
    public void Read_LastDayThereIs_DoesNotThrow() => Assert.NotNull(ReportTimes.Read("9999-12-31", TimeZoneInfo.Utc));
}
