using Mhero.Core.Floip.Results;

namespace Mhero.Core.Publishing;

/// <summary>A page of rows.</summary>
/// <param name="Rows">The rows, the response that was stored first first.</param>
/// <param name="First">The place before the first row; null when nothing is before it.</param>
/// <param name="Last">The place after the last row; null when nothing follows.</param>
internal sealed record RowsPage(IReadOnlyList<ResultsRow> Rows, RowCursor? First, RowCursor? Last);
