using Hl7.Fhir.Model;
using Mhero.Core.Fhir;

namespace Mhero.Core.Mapping.Responses;

/// <summary>The people of a run, as the registry knows them.</summary>
/// <param name="Source">The author of the answers: the Practitioner, Patient or Person of the contact, or <see cref="Unknown"/>.</param>
/// <param name="Subject">The subject, by the site's setting; null for none.</param>
internal sealed record RunPeople(ResourceReference Source, ResourceReference? Subject = null)
{
    /// <summary>
    /// The logical reference to a health worker whom the registry does not have: no answer is dropped, and the
    /// identifier lets the registry join them later.
    /// </summary>
    /// <param name="contact">The contact's UUID.</param>
    /// <returns>A reference of type Practitioner with the identifier <see cref="MheroSystems.ContactUuid"/>, without an address.</returns>
    public static ResourceReference Unknown(Guid contact) => new()
    {
        Type = "Practitioner",
        Identifier = new Identifier(MheroSystems.ContactUuid, contact.ToString()),
    };
}
