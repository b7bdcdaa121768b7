using Mhero.Simulator.State;

namespace Mhero.Simulator.Imports;

/// <summary>A row of an import, by what its columns mean.</summary>
/// <param name="Number">The row's number in the file.</param>
/// <param name="Uuid">Its UUID; null when the cell is empty.</param>
/// <param name="Urns">Its URNs, in the order of the columns.</param>
/// <param name="Cells">Its other cells that are not empty.</param>
internal sealed record ImportRow(int Number, string? Uuid, IReadOnlyList<StoredUrn> Urns, IReadOnlyList<(ImportColumn Column, string Text)> Cells);
