namespace Mhero.DevHost.Run;

/// <summary>The numbers that a round read from FLOIP servers.</summary>
/// <param name="Packages">Packages that were read to their end.</param>
/// <param name="Sessions">Sessions with new rows.</param>
/// <param name="Rows">New rows.</param>
public sealed record FlowResultsReport(long Packages, long Sessions, long Rows);
