namespace Mhero.Core.Mapping.Profiles;

/// <summary>The resource that a field's FHIRPath expression starts from.</summary>
public enum FhirPathResource
{
    /// <summary>The Practitioner, or the Person or Patient in its place.</summary>
    Practitioner,

    /// <summary>The worker's primary role.</summary>
    PractitionerRole,
}
