using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Reporting;

namespace Mhero.Core.Messaging.Reminders;

/// <summary>A reminder, from the settings or from a CommunicationRequest with a schedule.</summary>
internal sealed record Reminder
{
    /// <summary>The reminder's name in the settings, or the CommunicationRequest's identifier.</summary>
    public required string Name { get; init; }

    /// <summary>What its state is kept under; differs for two reminders whatever they are called.</summary>
    public required string Key { get; init; }

    public required ReminderSchedule Schedule { get; init; }

    /// <summary>The text or flow that is sent; empty while <see cref="FlowName"/> has not been looked up.</summary>
    public required MessageContent Content { get; init; }

    /// <summary>The flow as the settings name it, by name or UUID; null for a text, and for a CommunicationRequest, whose flow is known.</summary>
    public string? FlowName { get; init; }

    public required IReadOnlyList<RecipientTarget> To { get; init; }

    /// <summary>The forms by which a facility has reported, so that its people get no reminder; null when all people get it.</summary>
    public ReportForms? Forms { get; init; }

    public required ReportPeriodKind Period { get; init; }

    public required DayOfWeek WeekStart { get; init; }

    public bool Previous { get; init; }

    public MissedReminder Missed { get; init; }

    public bool Once { get; init; }

    public bool IsUrgent { get; init; }

    /// <summary>When it began (UTC); null for when it is first seen.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When it ends (UTC); null for never.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The CommunicationRequest that it is; null for one of the settings.</summary>
    public ScheduledRequest? Request { get; init; }

    /// <summary>The period that the reminder of a moment is about.</summary>
    public ReportPeriod PeriodAt(DateTimeOffset moment)
    {
        var period = ReportPeriod.Containing(Period, moment, Schedule.Zone, WeekStart);
        return Previous ? period.Previous() : period;
    }
}
