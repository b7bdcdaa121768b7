using System.ComponentModel.DataAnnotations;

namespace Mhero.Core.Messaging.Reminders;

/// <summary>Reminders that are sent by the clock. Section <c>Mhero:Reminders</c>.</summary>
public sealed class RemindersOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Reminders";

    /// <summary>The reminders, each under a name of its own, by which it is known from then on.</summary>
    public Dictionary<string, ReminderOptions> Items { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The delay up to which a reminder counts as on time: later it is missed, and <see cref="ReminderOptions.Missed"/> decides
    /// the action. Longer than the timer's interval (<c>SendRemindersSchedule</c>).
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan LateThreshold { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Key of the contact field in RapidPro that holds the facility's name, for the placeholder <c>{facility}</c>.</summary>
    [RegularExpression("[a-z][a-z0-9_]{0,35}", ErrorMessage = "Set it to the key of a contact field, such as facility.")]
    public string FacilityField { get; set; } = "facility";
}
