using Mhero.Core.Storage;

namespace Mhero.Core.Reporting.Stored;

/// <summary>The content of a matrix.</summary>
/// <param name="Forms">What counts as a report: Questionnaires or Measures.</param>
/// <param name="Kind">How long a period is.</param>
/// <param name="Count">How many periods, the present one last.</param>
internal sealed record ReportScope(ReportForms Forms, ReportPeriodKind Kind, int Count)
{
    /// <summary>The key of the rows of these forms and this kind. Other settings give another key, because the periods of the rows follow from them.</summary>
    /// <param name="options">The settings.</param>
    public string KeyOf(ReportingOptions options) => StorageJson.HashOf(string.Join('\n',
    [
        JsonSerializer.Serialize(Forms, ReportJson.Default.ReportForms), $"{Kind}", options.TimeZone, $"{options.WeekStart}", string.Join(',', options.PeriodLinkIds),
        options.PeriodOffset.ToString(CultureInfo.InvariantCulture), $"{options.GracePeriod}",
    ]));

    /// <summary>The periods, the earliest first.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="now">A moment of the last one.</param>
    public List<ReportPeriod> PeriodsOf(ReportingOptions options, DateTimeOffset now) => Before(ReportPeriod.Containing(Kind, now, options.Zone(), options.WeekStart), Count);

    /// <summary>
    /// The parts in which the registry is read, the earliest first: the days on which responses were authored, or the periods of MeasureReports. The responses of a day
    /// may be about periods before it.
    /// </summary>
    /// <param name="options">The settings.</param>
    /// <param name="now">A moment of the last one.</param>
    public List<ReportPeriod> PartsOf(ReportingOptions options, DateTimeOffset now)
    {
        var periods = PeriodsOf(options, now);
        var today = ReportPeriod.Containing(ReportPeriodKind.Day, now, options.Zone());
        return Forms.Questionnaires.Count == 0 ? periods : Before(today, today.First.DayNumber - periods[0].First.DayNumber + 1);
    }

    private static List<ReportPeriod> Before(ReportPeriod last, int count)
    {
        var periods = new List<ReportPeriod> { last };
        while (periods.Count < count)
        {
            periods.Add(periods[^1].Previous());
        }

        periods.Reverse();
        return periods;
    }
}
