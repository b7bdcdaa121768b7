namespace Mhero.Core.Fhir;

/// <summary>A value of a resource that R4 does not allow in its element.</summary>
/// <param name="Path">Where it is, as FHIRPath (<c>Practitioner.telecom[0].system</c>).</param>
/// <param name="Raw">The value as the source has it, as text; null for a null in a list and for an element of another shape.</param>
internal sealed record FaultyValue(string Path, string? Raw);
