namespace Mhero.Core.Operating.Persons;

/// <summary>A person as both sides name them.</summary>
/// <param name="Worker">Reference of the health worker (<c>Practitioner/123</c>); null for a contact without one.</param>
/// <param name="Contact">UUID of the contact; null for a worker without one.</param>
public sealed record FoundPerson(string? Worker, Guid? Contact);
