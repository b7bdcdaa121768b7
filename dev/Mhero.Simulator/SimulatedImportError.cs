namespace Mhero.Simulator;

/// <summary>An error of a row of an import.</summary>
/// <param name="Row">The row's number in the file; the header is row 1.</param>
/// <param name="Message">The error.</param>
public sealed record SimulatedImportError(int Row, string Message);
