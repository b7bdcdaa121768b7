using Hl7.Fhir.Model;

namespace Mhero.Core.Mapping.Profiles;

/// <summary>The registry's side of one health worker.</summary>
/// <param name="Person">A Practitioner, Person or Patient.</param>
/// <param name="Roles">The Practitioner's roles; empty for a Person or Patient.</param>
public sealed record HealthWorker(DomainResource Person, IReadOnlyList<PractitionerRole> Roles)
{
    /// <summary>The worker's reference (<c>Practitioner/123</c>); null for a resource that the registry has not stored yet.</summary>
    public string? Reference => Person.Id is null ? null : $"{Person.TypeName}/{Person.Id}";
}
