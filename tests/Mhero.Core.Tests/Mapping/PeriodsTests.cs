using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Profiles.Elements;

namespace Mhero.Core.Tests.Mapping;

public sealed class PeriodsTests
{
    private static readonly DateOnly Today = new(2026, 5, 4);

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("2020-01-01", null, null)]
    [InlineData("2026-05-04", null, null)]
    [InlineData("2026-05-05", null, "2026-05-05")]
    [InlineData("2026-06", null, "2026-06-01")]
    [InlineData("2026-06-01", "2026-12", "2026-06-01")]
    [InlineData(null, "2026-05-03", null)]
    [InlineData(null, "2026-05-04T10:00:00+02:00", "2026-05-05")]
    [InlineData("2020", "2026", "2027-01-01")]
    [InlineData("soon", "later", null)]
    public void NextTurn_IsTheFirstDayAfterTodayOnWhichCoversChanges(string? start, string? end, string? expected)
    {
        var period = new Period { Start = start, End = end };

        var turn = Periods.NextTurn(period, Today);

        Assert.Equal(expected, turn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        if (turn is { } day)
        {
            Assert.NotEqual(Periods.Covers(period, day.AddDays(-1)), Periods.Covers(period, day));
        }
    }
}
