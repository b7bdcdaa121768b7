using Mhero.DevHost.Host;

namespace Mhero.Functions.Tests.Host;

public sealed class TimerScheduleTests
{
    [Theory]
    [InlineData("0 */5 * * * *", "UTC", "2026-03-02T08:05:00Z", "2026-03-02T08:10:00Z")]
    [InlineData("*/10 * * * * *", "UTC", "2026-03-02T08:05:01Z", "2026-03-02T08:05:10Z")]
    [InlineData("*/5 * * * *", "UTC", "2026-03-02T08:01:30Z", "2026-03-02T08:05:00Z")]
    [InlineData("0 0 7 * * Mon", "Africa/Kampala", "2026-03-02T04:00:00Z", "2026-03-09T04:00:00Z")]
    // 2026-03-29 in Berlin: 02:00 becomes 03:00, so 02:30 does not exist and moves on to 03:30, which is 01:30 UTC.
    [InlineData("0 30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:30:00Z")]
    // 2026-10-25: 03:00 becomes 02:00, so 02:30 comes twice; it counts once.
    [InlineData("0 30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T01:30:00Z")]
    [InlineData("0 30 2 * * *", "Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z")]
    public void After_ExpressionInItsZone_IsTheNextOccurrence(string expression, string zone, string moment, string expected)
    {
        var schedule = TimerSchedule.Parse(expression, TimeZoneInfo.FindSystemTimeZoneById(zone));

        Assert.Equal(Utc(expected), schedule.After(Utc(moment)));
    }

    [Theory]
    [InlineData("00:05:00")]
    [InlineData("0 0 0 30 2 *")]
    [InlineData("61 * * * * *")]
    [InlineData("* * * *")]
    [InlineData("")]
    public void TryParse_NoScheduleThatEverComes_IsFalse(string expression) =>
        Assert.False(TimerSchedule.TryParse(expression, TimeZoneInfo.Utc, out _));

    [Theory]
    [InlineData("*/30 * * * * *", true)]
    [InlineData("0,10 0 * * * *", true)]
    [InlineData("0 * * * * *", false)]
    [InlineData("0 0 3 * * *", false)]
    public void IsDense_OccurrencesLessThanAMinuteApart_IsTrue(string expression, bool expected) =>
        Assert.Equal(expected, TimerSchedule.Parse(expression, TimeZoneInfo.Utc).IsDense);

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
