using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Mapping.Places;

/// <summary>A facility, district or other place: a Location, or an Organization that stands for one.</summary>
/// <param name="Resource">The Location or Organization, with an id.</param>
internal readonly record struct Place(DomainResource Resource)
{
    /// <summary>The Location; null for an Organization.</summary>
    public Location? Location => Resource as Location;

    /// <summary>Its name.</summary>
    public string? Name => TextNormalizer.Clean(Resource is Organization organization ? organization.Name : Location!.Name);

    /// <summary>Its key, unique and stable when its name changes: a Location's id, an Organization's reference.</summary>
    public string Key => Resource is Organization ? KeyOfOrganization(Resource.Id!) : Resource.Id!;

    /// <summary>Whether it was not closed.</summary>
    public bool IsOpen => Resource is Organization organization ? organization.ActiveElement?.JsonValue is not false : Location!.StatusElement?.JsonValue as string != "inactive";

    /// <summary>Whether it is a jurisdiction, by <c>Location.physicalType</c> or as mCSD has it for what has no code there.</summary>
    public bool IsJurisdiction => Has("jdn") || Has("jurisdiction");

    /// <summary>The key of an Organization.</summary>
    public static string KeyOfOrganization(string id) => "Organization/" + id;

    /// <summary>Whether one of its types is this code, whatever its system.</summary>
    public bool Has(string code) => Resource is Organization organization
        ? organization.Type.Exists(type => HasCode(type, code))
        : HasCode(Location!.PhysicalType, code) || Location.Type.Exists(type => HasCode(type, code));

    private static bool HasCode(CodeableConcept? concept, string code) =>
        concept is not null && concept.Coding.Exists(c => string.Equals(c.CodeElement?.JsonValue as string, code, StringComparison.OrdinalIgnoreCase));
}
