using System.ComponentModel.DataAnnotations;

namespace Mhero.Core.Reporting;

/// <summary>When a week is a week, and how reports are searched for. Section <c>Mhero:Reporting</c>.</summary>
public sealed class ReportingOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Reporting";

    private static readonly string[] DefaultPeriodItems = ["week", "report_week", "reporting_week", "report_period", "reporting_period", "report_period_offset"];

    /// <summary>The time zone whose midnights divide days, weeks and months: an IANA name such as <c>Africa/Kigali</c>.</summary>
    [Required(ErrorMessage = "Set Mhero__Reporting__TimeZone to an IANA name such as Africa/Kigali.")]
    [CustomValidation(typeof(ReportingOptions), nameof(CheckZone))]
    public string TimeZone { get; set; } = "UTC";

    /// <summary>The day on which weeks begin.</summary>
    /// <value>Monday, as in ISO 8601.</value>
    [EnumDataType(typeof(DayOfWeek), ErrorMessage = "Set Mhero__Reporting__WeekStart to a day of the week, such as Monday.")]
    public DayOfWeek WeekStart { get; set; } = DayOfWeek.Monday;

    /// <summary>
    /// Whether the registry is asked for the form's reports only. Azure Health Data Services does not know the parameters
    /// <c>questionnaire</c> and <c>measure</c>, and other servers do not find <c>url|version</c> by <c>url</c>: then a facility would
    /// look as if it had not reported. Without it all reports of the period are read and sorted out here.
    /// </summary>
    public bool SearchByForm { get; set; }

    /// <summary>
    /// linkIds of the items, in any Questionnaire, whose answer names the period that a report is about (<c>2026-W47</c>, <c>2026-11</c>, a
    /// date), or how many periods before it is about (<c>-1</c>). Another answer says nothing.
    /// </summary>
    /// <value>Empty means <c>week</c>, <c>report_week</c>, <c>reporting_week</c>, <c>report_period</c>, <c>reporting_period</c> and <c>report_period_offset</c>.</value>
    public List<string> PeriodItems { get; set; } = [];

    /// <summary>How many periods before the one in which it was authored a report is about that does not say: 0 or less, -1 for the period before.</summary>
    [Range(-24, 0)]
    public int PeriodOffset { get; set; }

    /// <summary>How long after a period's end a report that does not say which period it is about still counts for that period.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "28.00:00:00")]
    public TimeSpan GracePeriod { get; set; }

    /// <summary>How long after a period's end a report on it is still on time. Later ones count as reported, and as late.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "366.00:00:00")]
    public TimeSpan LateAfter { get; set; }

    /// <summary>How long after a period's end reports on it are looked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "366.00:00:00")]
    public TimeSpan LateReports { get; set; } = TimeSpan.FromDays(14);

    /// <summary>The linkIds of <see cref="PeriodItems"/>.</summary>
    internal IReadOnlyList<string> PeriodLinkIds => PeriodItems.Count > 0 ? PeriodItems : DefaultPeriodItems;

    /// <summary>Whether there is such a time zone.</summary>
    /// <param name="name">Its name.</param>
    public static ValidationResult? CheckZone(string? name) =>
        string.IsNullOrEmpty(name) || TimeZoneInfo.TryFindSystemTimeZoneById(name, out _)
            ? ValidationResult.Success
            : new ValidationResult($"'{name}' is not a time zone: set Mhero__Reporting__TimeZone to an IANA name such as Africa/Kigali.", [nameof(TimeZone)]);

    /// <summary>The time zone.</summary>
    internal TimeZoneInfo Zone() => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
}
