using Mhero.Core.Messaging.Reminders;

namespace Mhero.Core.Tests.Messaging;

public sealed class ReminderScheduleTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly TimeZoneInfo Kigali = TimeZoneInfo.FindSystemTimeZoneById("Africa/Kigali");

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

    private static List<DateTimeOffset> Times(ReminderSchedule schedule, string from, int count)
    {
        var times = new List<DateTimeOffset>();
        for (var at = At(from); times.Count < count; at = times[^1])
        {
            times.Add(schedule.NextAfter(at)!.Value);
        }

        return times;
    }

    [Fact]
    public void NextAfter_WeeklyWhereClocksAreLeftAlone_IsTheSameTimeEachWeek() =>
        Assert.Equal(
            [At("2026-11-27T06:00:00Z"), At("2026-12-04T06:00:00Z")],
            Times(ReminderSchedule.OfWeek("Friday 08:00", Kigali)!, "2026-11-25T12:00:00Z", 2));

    [Theory]
    [InlineData("Friday 08:00")]
    [InlineData("friday 8:00")]
    public void NextAfter_WeeklyOverAChangeOfTheClocks_IsTheSameTimeByTheClock(string rule) =>
        Assert.Equal(
            [At("2026-03-27T07:00:00Z"), At("2026-04-03T06:00:00Z")],
            Times(ReminderSchedule.OfWeek(rule, Berlin)!, "2026-03-22T00:00:00Z", 2));

    [Fact]
    public void NextAfter_TimeThatTheClocksJumpOver_ComesOnceTheyHave() =>
        Assert.Equal(
            [At("2026-03-28T01:30:00Z"), At("2026-03-29T01:00:00Z"), At("2026-03-30T00:30:00Z")],
            Times(ReminderSchedule.OfCron("30 2 * * *", Berlin)!, "2026-03-28T00:00:00Z", 3));

    [Fact]
    public void NextAfter_TimeThatTheClocksShowTwice_ComesOnce() =>
        Assert.Equal(
            [At("2026-10-24T00:30:00Z"), At("2026-10-25T00:30:00Z"), At("2026-10-26T01:30:00Z")],
            Times(ReminderSchedule.OfCron("30 2 * * *", Berlin)!, "2026-10-23T12:00:00Z", 3));

    [Fact]
    public void NextAfter_SeveralDays_AreAllOfThem() =>
        Assert.Equal(
            [At("2026-11-26T14:30:00Z"), At("2026-11-30T14:30:00Z")],
            Times(ReminderSchedule.OfWeek("Monday, Thursday 16:30", Kigali)!, "2026-11-25T00:00:00Z", 2));

    [Theory]
    [InlineData("0 8 * * 5", "2026-11-27T08:00:00Z")]
    [InlineData("0 0 8 * * 5", "2026-11-27T08:00:00Z")]
    [InlineData("30 0 8 * * FRI", "2026-11-27T08:00:30Z")]
    [InlineData(" 0  8 * * 5 ", "2026-11-27T08:00:00Z")]
    public void OfCron_FiveOrSixFields_IsRead(string cron, string next) =>
        Assert.Equal(At(next), ReminderSchedule.OfCron(cron, TimeZoneInfo.Utc)!.NextAfter(At("2026-11-25T00:00:00Z")));

    [Theory]
    [InlineData("")]
    [InlineData("every Friday")]
    [InlineData("61 8 * * 5")]
    [InlineData("0 8 * *")]
    public void OfCron_Nonsense_IsNone(string cron) => Assert.Null(ReminderSchedule.OfCron(cron, TimeZoneInfo.Utc));

    [Theory]
    [InlineData("Friday")]
    [InlineData("08:00")]
    [InlineData("Fryday 08:00")]
    [InlineData("5 08:00")]
    [InlineData("Friday 25:00")]
    [InlineData("Friday, 08:00")]
    public void OfWeek_Nonsense_IsNone(string rule) => Assert.Null(ReminderSchedule.OfWeek(rule, TimeZoneInfo.Utc));

    [Fact]
    public void NextAfter_DayThatNeverComes_IsNone() =>
        Assert.Null(ReminderSchedule.OfCron("0 8 30 2 *", TimeZoneInfo.Utc)!.NextAfter(At("2026-11-25T00:00:00Z")));

    [Fact]
    public void LatestDue_ThreeWeeksPassed_IsTheLastOfThem() =>
        Assert.Equal(
            (At("2026-11-20T06:00:00Z"), 2),
            ReminderSchedule.OfWeek("Friday 08:00", Kigali)!.LatestDue(At("2026-11-06T05:59:59Z"), At("2026-11-25T00:00:00Z")));

    [Fact]
    public void LatestDue_JustSeenTo_IsNone() =>
        Assert.Null(ReminderSchedule.OfWeek("Friday 08:00", Kigali)!.LatestDue(At("2026-11-20T06:00:00Z"), At("2026-11-25T00:00:00Z")));

    [Fact]
    public void LatestDue_EachHourForDecades_LooksBackAYearAtMost()
    {
        var due = ReminderSchedule.OfCron("0 0 * * * *", TimeZoneInfo.Utc)!.LatestDue(DateTimeOffset.UnixEpoch, At("2026-11-25T00:30:00Z"));

        Assert.Equal(At("2026-11-25T00:00:00Z"), due?.Time);
    }
}
