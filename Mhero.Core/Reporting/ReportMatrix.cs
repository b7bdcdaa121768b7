namespace Mhero.Core.Reporting;

/// <summary>Which facility has reported on which period.</summary>
/// <param name="Periods">The periods, the earliest first.</param>
/// <param name="Rows">The facilities, by district and name.</param>
/// <param name="IsWhole">Whether these are all facilities of the registry.</param>
public sealed record ReportMatrix(IReadOnlyList<ReportPeriod> Periods, IReadOnlyList<ReportRow> Rows, bool IsWhole);
