using Mhero.Core.Messaging.Outbox;

namespace Mhero.Core.Tests.Messaging;

public sealed class QuietHoursTests
{
    [Theory]
    [InlineData("21:00-07:00", "Africa/Kigali", "2026-03-09T19:30:00Z", "09:30:00")]
    [InlineData("21:00-07:00", "Africa/Kigali", "2026-03-09T04:59:00Z", "00:01:00")]
    [InlineData("21:00-07:00", "Africa/Kigali", "2026-03-09T05:00:00Z", null)]
    [InlineData("12:00-13:00", "UTC", "2026-03-09T12:15:00Z", "00:45:00")]
    [InlineData("", "UTC", "2026-03-09T12:15:00Z", null)]
    // The clock is put forward at two in this night: an hour less.
    [InlineData("21:00-07:00", "Europe/Paris", "2026-03-28T21:00:00Z", "08:00:00")]
    // It is put forward over the very end.
    [InlineData("21:00-02:30", "Europe/Paris", "2026-03-29T00:00:00Z", "01:00:00")]
    public void Left_TimeInZone_UntilTheWallClockSaysSo(string hours, string zone, string now, string? expected) =>
        Assert.Equal(
            expected is null ? null : TimeSpan.Parse(expected, null),
            QuietHours.Left(hours, zone, DateTimeOffset.Parse(now, null)));
}
