namespace Mhero.Core.Floip.Results;

/// <summary>One entry of a list of rows, and the findings of reading it.</summary>
/// <param name="Index">The entry's position in its document, from 0.</param>
/// <param name="Row">The row; null when it cannot be used.</param>
/// <param name="Issues">The findings.</param>
public sealed record RowReading(long Index, ResultsRow? Row, IReadOnlyList<FloipIssue> Issues);
