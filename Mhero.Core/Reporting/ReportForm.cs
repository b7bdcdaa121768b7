namespace Mhero.Core.Reporting;

/// <summary>A form of which facilities give reports.</summary>
/// <param name="Canonical">The canonical URL of the Questionnaire or the Measure.</param>
/// <param name="Title">Its title or name.</param>
/// <param name="IsMeasure">Whether its reports are MeasureReports, not responses.</param>
public sealed record ReportForm(string Canonical, string Title, bool IsMeasure);
