namespace Mhero.Core.Reporting;

/// <summary>How complete and how timely the reports on a period are.</summary>
/// <param name="Name">The period: <c>2026-03-04</c>, <c>2026-W10</c> or <c>2026-03</c>.</param>
/// <param name="First">Its first day.</param>
/// <param name="Last">Its last day.</param>
/// <param name="Due">When the reports on it are due (UTC).</param>
/// <param name="Counts">The facilities.</param>
public sealed record PeriodCompleteness(string Name, DateOnly First, DateOnly Last, DateTimeOffset Due, FacilityCounts Counts);
