namespace Mhero.Core.Reporting;

/// <summary>A form whose responses are reports.</summary>
/// <param name="Canonical">The canonical URL of the Questionnaire.</param>
/// <param name="Title">Its title or name.</param>
public sealed record ReportForm(string Canonical, string Title);
