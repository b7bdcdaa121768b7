namespace Mhero.Cli.Conversion;

/// <summary>Some of the rows of a file, as one request carries them.</summary>
/// <param name="Json">A list of rows as JSON.</param>
/// <param name="First">The position of the first row in the file, from 0.</param>
/// <param name="Count">How many rows there are.</param>
internal sealed record RowChunk(string Json, int First, int Count);
