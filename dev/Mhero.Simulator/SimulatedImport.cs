namespace Mhero.Simulator;

/// <summary>The result of an import of contacts, as RapidPro's page shows it.</summary>
/// <param name="Created">Contacts that were made.</param>
/// <param name="Updated">Contacts that were found.</param>
/// <param name="Skipped">Rows with neither a UUID nor a URN.</param>
/// <param name="Errors">The errors of rows, each with the row's number in the file (the header is row 1).</param>
/// <param name="IsSuspicious">Whether 250 or more telephone numbers follow each other: an unverified workspace is flagged then.</param>
public sealed record SimulatedImport(int Created, int Updated, int Skipped, IReadOnlyList<SimulatedImportError> Errors, bool IsSuspicious);
