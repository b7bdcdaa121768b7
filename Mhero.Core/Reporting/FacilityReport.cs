namespace Mhero.Core.Reporting;

/// <summary>The report of a facility.</summary>
/// <param name="Facility">The facility, relative to the registry's base: <c>Location/123</c> or <c>Organization/123</c>.</param>
/// <param name="Report">The report: <c>QuestionnaireResponse/1</c> or <c>MeasureReport/1</c>.</param>
/// <param name="At">When it answered; of a MeasureReport the middle of its period.</param>
/// <param name="Given">When it was given, which decides whether it was on time: a response when it was authored, a MeasureReport at its date; null when it has none.</param>
public sealed record FacilityReport(string Facility, string Report, DateTimeOffset At, DateTimeOffset? Given)
{
    /// <summary>A moment in the period that it is about (UTC), which is another one than that of <see cref="At"/> for a late report.</summary>
    internal DateTimeOffset About { get; init; }
}
