namespace Mhero.Bench.Load;

/// <summary>What extracting one example's responses took.</summary>
/// <param name="Example">The example.</param>
/// <param name="Count">How many responses were extracted.</param>
/// <param name="Entries">Resources in each transaction.</param>
/// <param name="Bytes">Size of a transaction as JSON.</param>
/// <param name="CompileMilliseconds">What compiling the Questionnaire took, the runtime's own compiling with it; done once.</param>
/// <param name="Extract">Extraction, and making it safe to write again.</param>
/// <param name="Floor">Parsing and serialising the transaction.</param>
/// <param name="Parse">Parsing it.</param>
/// <param name="Serialise">Serialising it.</param>
internal sealed record ExtractReport(
    string Example, int Count, int Entries, int Bytes, double CompileMilliseconds, PerSecond Extract, PerSecond Floor, PerSecond Parse, PerSecond Serialise);
