namespace Mhero.Bench.Load.Fhir;

/// <summary>What became of an entry of a batch.</summary>
internal sealed record Verdict(string Status, StoredResource? Resource, string? Problem);
