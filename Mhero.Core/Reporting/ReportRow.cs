namespace Mhero.Core.Reporting;

/// <summary>A facility and its reports.</summary>
/// <param name="Reference">Its reference (<c>Location/123</c>).</param>
/// <param name="Name">Its name.</param>
/// <param name="District">The name of the place that it is part of; empty for none.</param>
/// <param name="States">Its state in each period of the matrix.</param>
public sealed record ReportRow(string Reference, string Name, string District, IReadOnlyList<ReportState> States);
