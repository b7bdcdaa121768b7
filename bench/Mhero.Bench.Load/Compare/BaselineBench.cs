namespace Mhero.Bench.Load.Compare;

/// <summary>One bench and what it found.</summary>
/// <param name="Command">Its arguments, such as <c>contacts --count 5000</c>.</param>
/// <param name="Figures">Its figures by name, such as <c>first load: FHIR requests</c>.</param>
internal sealed record BaselineBench(string Command, SortedDictionary<string, double> Figures);
