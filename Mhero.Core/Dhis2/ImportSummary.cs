namespace Mhero.Core.Dhis2;

/// <summary>DHIS2's answer to an import, whatever its version and HTTP status.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Description">DHIS2's words for the whole; null for none.</param>
/// <param name="Conflicts">Why some of it was not taken.</param>
/// <param name="Rejected">The places of values that were not taken (from version 2.37 on); empty when DHIS2 does not give them.</param>
/// <param name="Ignored">How many values changed nothing: refused ones, and those that were stored already.</param>
/// <param name="Taken">How many were imported, updated or deleted.</param>
internal sealed record ImportSummary(ImportStatus Status, string? Description, IReadOnlyList<ImportConflict> Conflicts, IReadOnlyList<int> Rejected, int Ignored, int Taken);
