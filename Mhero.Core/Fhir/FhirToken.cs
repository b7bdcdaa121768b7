namespace Mhero.Core.Fhir;

/// <summary>A bearer token and when it expires.</summary>
internal sealed record FhirToken(string Value, DateTimeOffset ExpiresOn);
