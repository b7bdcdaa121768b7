using Mhero.Core.Reporting;

namespace Mhero.Core.Messaging.Reminders;

/// <summary>One reminder of the settings.</summary>
public sealed class ReminderOptions
{
    /// <summary>When: a cron expression of five fields, or of six with seconds (<c>0 8 * * 5</c>); instead of <see cref="Weekly"/>.</summary>
    public string? Schedule { get; set; }

    /// <summary>When: days and a time, such as <c>Friday 08:00</c> or <c>Monday,Thursday 16:30</c>; instead of <see cref="Schedule"/>.</summary>
    public string? Weekly { get; set; }

    /// <summary>IANA name of the time zone of the schedule; none for that of the reports (<c>Mhero:Reporting:TimeZone</c>).</summary>
    public string? TimeZone { get; set; }

    /// <summary>The recipients: references (<c>Group/9</c>, <c>Location/1</c>) and searches (<c>PractitionerRole?role=…</c>).</summary>
    public List<string> To { get; set; } = [];

    /// <summary>
    /// The text by language (<c>eng</c> or <c>en</c>); none for a flow. <c>{name}</c>, <c>{facility}</c> and <c>{period}</c> stand for the
    /// recipient's name, the facility's name and the days that are to be reported on; RapidPro's expressions work as well.
    /// </summary>
    public Dictionary<string, string> Texts { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The language of <see cref="Texts"/> for recipients who speak none of them; null for <c>Mhero:Messaging:DefaultLanguage</c>, or the
    /// only one.
    /// </summary>
    public string? Language { get; set; }

    /// <summary>The flow to start instead, by its name (without regard to case and surrounding blanks) or its UUID. Its parameters <c>reminder</c>, <c>period_start</c> and <c>period_end</c> tell what it is about.</summary>
    public string? Flow { get; set; }

    /// <summary>Canonical URLs of Questionnaires: with one of them answered in the period, a facility has reported, and its people get no reminder.</summary>
    public List<string> Questionnaires { get; set; } = [];

    /// <summary>The same for Measures, by MeasureReports.</summary>
    public List<string> Measures { get; set; } = [];

    /// <summary>How long the periods are in which facilities report.</summary>
    public ReportPeriodKind Period { get; set; } = ReportPeriodKind.Week;

    /// <summary>Whether it is about the period before the one in which it is sent: on Monday about last week.</summary>
    public bool Previous { get; set; }

    /// <summary>The action when its time passed while the app did not run.</summary>
    public MissedReminder Missed { get; set; } = MissedReminder.CatchUp;

    /// <summary>Whether it ends after it was sent once.</summary>
    public bool Once { get; set; }

    /// <summary>Whether it goes to those who opted out too, at night, and over the day's ceiling.</summary>
    public bool Urgent { get; set; }

    /// <summary>The flow's name or UUID; null for none.</summary>
    internal string? FlowName => string.IsNullOrWhiteSpace(Flow) ? null : Flow.Trim();
}
