using Hl7.Fhir.Model;
using Mhero.Core.Fhir;

namespace Mhero.Core.Mapping.Responses;

/// <summary>Puts people only where R4 allows their kind of resource; Firely's validation does not check it.</summary>
internal static class PersonReferences
{
    /// <summary>A copy of a reference where its type is allowed; else the contact's logical reference without a type.</summary>
    /// <param name="person">The person.</param>
    /// <param name="contact">The contact; null when the source named none.</param>
    /// <param name="allowed">The types that the element takes.</param>
    /// <param name="isOther">Whether the type was another.</param>
    public static ResourceReference Place(ResourceReference person, Guid? contact, string[] allowed, out bool isOther)
    {
        isOther = !IsAllowed(person, allowed);
        if (!isOther)
        {
            return (ResourceReference)person.DeepCopy();
        }

        if (contact is { } uuid)
        {
            return new ResourceReference { Identifier = RunPeople.Unknown(uuid).Identifier };
        }

        return new ResourceReference { Identifier = (Identifier?)person.Identifier?.DeepCopy(), Display = person.Display ?? person.Reference };
    }

    /// <summary>Whether an element that takes these types takes this reference; one without a type is accepted.</summary>
    public static bool IsAllowed(ResourceReference person, string[] allowed) => TypeOf(person) is not { } type || allowed.Contains(type);

    private static string? TypeOf(ResourceReference person)
    {
        if (!string.IsNullOrEmpty(person.Type))
        {
            return person.Type[(person.Type.LastIndexOf('/') + 1)..];
        }

        return ResourceLocation.Parse(person.Reference).Type is { } type && ModelInfo.IsKnownResource(type) ? type : null;
    }
}
