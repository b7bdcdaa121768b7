using FsCheck.Xunit;
using Mhero.Core.Dhis2;

namespace Mhero.Core.Tests.Dhis2;

public sealed class Dhis2PeriodTests
{
    /// <summary>Weeks belong to the year that has their fourth day, whatever day they begin with.</summary>
    [Theory]
    [InlineData("2026-01-31", "2026-01-31", "Daily", "20260131", "P1D")]
    [InlineData("2026-03-02", "2026-03-08", "Weekly", "2026W10", "P7D")]
    [InlineData("2020-12-28", "2021-01-03", "Weekly", "2020W53", "P7D")]
    [InlineData("2024-12-30", "2025-01-05", "Weekly", "2025W1", "P7D")]
    [InlineData("2026-01-07", "2026-01-13", "WeeklyWednesday", "2026WedW2", "P7D")]
    [InlineData("2026-01-01", "2026-01-07", "WeeklyThursday", "2026ThuW1", "P7D")]
    [InlineData("2026-01-02", "2026-01-08", "WeeklyFriday", "2026FriW1", "P7D")]
    [InlineData("2026-01-03", "2026-01-09", "WeeklySaturday", "2026SatW1", "P7D")]
    [InlineData("2025-12-28", "2026-01-03", "WeeklySunday", "2025SunW53", "P7D")]
    [InlineData("2025-12-29", "2026-01-11", "BiWeekly", "2026BiW1", "P14D")]
    [InlineData("2024-02-01", "2024-02-29", "Monthly", "202402", "P1M")]
    [InlineData("2026-03-01", "2026-04-30", "BiMonthly", "202602B", "P2M")]
    [InlineData("2026-10-01", "2026-12-31", "Quarterly", "2026Q4", "P3M")]
    [InlineData("2026-07-01", "2026-12-31", "SixMonthly", "2026S2", "P6M")]
    [InlineData("2026-10-01", "2027-03-31", "SixMonthlyApril", "2026AprilS2", "P6M")]
    [InlineData("2025-11-01", "2026-01-31", "QuarterlyNov", "2026NovQ1", "P3M")]
    [InlineData("2026-02-01", "2026-04-30", "QuarterlyNov", "2026NovQ2", "P3M")]
    [InlineData("2026-05-01", "2026-07-31", "QuarterlyNov", "2026NovQ3", "P3M")]
    [InlineData("2026-08-01", "2026-10-31", "QuarterlyNov", "2026NovQ4", "P3M")]
    [InlineData("2025-11-01", "2026-04-30", "SixMonthlyNov", "2026NovS1", "P6M")]
    [InlineData("2026-05-01", "2026-10-31", "SixMonthlyNov", "2026NovS2", "P6M")]
    [InlineData("2026-01-01", "2026-12-31", "Yearly", "2026", "P1Y")]
    [InlineData("2026-04-01", "2027-03-31", "FinancialApril", "2026April", "P1Y")]
    [InlineData("2026-07-01", "2027-06-30", "FinancialJuly", "2026July", "P1Y")]
    [InlineData("2026-10-01", "2027-09-30", "FinancialOct", "2026Oct", "P1Y")]
    [InlineData("2026-11-01", "2027-10-31", "FinancialNov", "2026Nov", "P1Y")]
    public void Of_DaysOfAPeriod_GivesTypeAndNotation(string start, string end, string type, string iso, string duration)
    {
        var period = Dhis2Period.Of(Day(start), Day(end));

        Assert.Equal((type, iso, $"{start}/{duration}"), (period?.Type, period?.Iso, period?.Adx));
        Assert.Equal(period, Dhis2Period.Parse(iso));
    }

    [Theory]
    [InlineData("2026-03-03", "2026-03-09")]
    [InlineData("2026-03-02", "2026-03-07")]
    [InlineData("2026-01-05", "2026-01-18")]
    [InlineData("2026-02-01", "2026-03-31")]
    [InlineData("2026-03-01", "2026-05-31")]
    [InlineData("2026-02-01", "2026-07-31")]
    [InlineData("2026-01-02", "2026-02-01")]
    public void Of_OtherDays_IsNone(string start, string end) => Assert.Null(Dhis2Period.Of(Day(start), Day(end)));

    [Theory]
    [InlineData("2026W05", "2026W5")]
    [InlineData("2026-01", "202601")]
    [InlineData("2026-01-31", "20260131")]
    [InlineData(" 2026Q1 ", "2026Q1")]
    public void Parse_OtherSpellings_IsTheSame(string text, string iso) => Assert.Equal(iso, Dhis2Period.Parse(text)?.Iso);

    [Theory]
    [InlineData("")]
    [InlineData("2026W54")]
    [InlineData("2026W0")]
    [InlineData("2025W53")]
    [InlineData("2026Q5")]
    [InlineData("2026NovQ5")]
    [InlineData("2026NovS3")]
    [InlineData("202613")]
    [InlineData("20260230")]
    [InlineData("2026S3")]
    [InlineData("2026TueW1")]
    [InlineData("202607B")]
    [InlineData("0000")]
    [InlineData("9999")]
    [InlineData("yesterday")]
    public void Parse_NoPeriod_IsNull(string text) => Assert.Null(Dhis2Period.Parse(text));

    [Property]
    public bool Parse_WeekOfAnyDay_HoldsTheDay(ushort days)
    {
        var day = new DateOnly(1990, 1, 1).AddDays(days);
        var monday = day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
        var period = Dhis2Period.Of(monday, monday.AddDays(6));
        return period is not null && period == Dhis2Period.Parse(period.Iso) && period.Start <= day && day <= period.End
            && period.Iso == $"{ISOWeek.GetYear(day.ToDateTime(default))}W{ISOWeek.GetWeekOfYear(day.ToDateTime(default))}";
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
