using System.ComponentModel.DataAnnotations;

namespace Mhero.Core.Reporting;

/// <summary>When a week is a week, and how reports are searched for. Section <c>Mhero:Reporting</c>.</summary>
public sealed class ReportingOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Reporting";

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

    /// <summary>Whether there is such a time zone.</summary>
    /// <param name="name">Its name.</param>
    public static ValidationResult? CheckZone(string? name) =>
        string.IsNullOrEmpty(name) || TimeZoneInfo.TryFindSystemTimeZoneById(name, out _)
            ? ValidationResult.Success
            : new ValidationResult($"'{name}' is not a time zone: set Mhero__Reporting__TimeZone to an IANA name such as Africa/Kigali.", [nameof(TimeZone)]);

    /// <summary>The time zone.</summary>
    internal TimeZoneInfo Zone() => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
}
