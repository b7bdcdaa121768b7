using System.Text.RegularExpressions;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Reporting;

namespace Mhero.Core.Messaging.Reminders;

/// <summary>Fills in mHero's placeholders of a reminder's text. RapidPro fills in the rest, for each contact.</summary>
internal static partial class ReminderTemplate
{
    private static readonly string[] Known = ["name", "facility", "period"];

    /// <summary>The content for a period.</summary>
    public static MessageContent Fill(Reminder reminder, ReportPeriod period, string facilityField)
    {
        if (reminder.Content.Flow is null)
        {
            return reminder.Content with
            {
                // The placeholders below become expressions.
                IsLiteral = false,
                Texts = reminder.Content.Templates().ToDictionary(
                    t => t.Key,
                    t => Placeholder().Replace(t.Value, m => m.Groups["name"].Value switch
                    {
                        "name" => "@contact.name",
                        "facility" => "@fields." + facilityField,
                        "period" => NameOf(period),
                        _ => m.Value,
                    })),
            };
        }

        var parameters = new Dictionary<string, string>(reminder.Content.Parameters, StringComparer.Ordinal);
        parameters.TryAdd("reminder", reminder.Name);
        parameters.TryAdd("period_start", Day(period.First));
        parameters.TryAdd("period_end", Day(LastOf(period)));
        return reminder.Content with { Parameters = parameters };
    }

    /// <summary>Placeholders that mean nothing.</summary>
    public static IEnumerable<string> Unknown(string text) =>
        Placeholder().Matches(text).Select(m => m.Groups["name"].Value).Where(n => !Known.Contains(n)).Distinct();

    /// <summary>
    /// A period in figures, which need no language: <c>2026-11-27</c>, <c>2026-11-23 - 2026-11-29</c>, <c>2026-11</c>. The plain hyphen
    /// is in the alphabet of SMS; a dash would halve how much fits into one.
    /// </summary>
    public static string NameOf(ReportPeriod period) => period.Kind switch
    {
        ReportPeriodKind.Day => Day(period.First),
        ReportPeriodKind.Month => period.First.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        _ => $"{Day(period.First)} - {Day(LastOf(period))}",
    };

    private static DateOnly LastOf(ReportPeriod period) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(period.End.AddTicks(-1), period.Zone).DateTime);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{(?<name>[a-z_]+)\}")]
    private static partial Regex Placeholder();
}
