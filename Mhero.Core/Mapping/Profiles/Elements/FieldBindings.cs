namespace Mhero.Core.Mapping.Profiles.Elements;

/// <summary>Makes the bindings of all mapped fields.</summary>
internal static class FieldBindings
{
    /// <summary>
    /// The bindings in the order in which they are written: a district is checked against the facility, so it comes
    /// after it.
    /// </summary>
    public static FieldBinding[] Create(ContactMappingOptions options)
    {
        var fields = options.MappedFields;
        var district = fields.FirstOrDefault(f => f.Value.Element == ContactElement.District);
        return fields
            .OrderBy(f => f.Value.Element == ContactElement.District)
            .ThenBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => Create(f.Key, f.Value, district.Value is null ? null : new DistrictBinding(district.Key, district.Value)))
            .ToArray();
    }

    private static FieldBinding Create(string key, ContactFieldMap map, DistrictBinding? district) => map.Element switch
    {
        ContactElement.Gender => new GenderBinding(key, map),
        ContactElement.BirthDate => new BirthDateBinding(key, map),
        ContactElement.RoleCode => new ConceptBinding(key, map, "code", role => role.Code),
        ContactElement.RoleSpecialty => new ConceptBinding(key, map, "specialty", role => role.Specialty),
        ContactElement.Facility => new FacilityBinding(key, map, district),
        ContactElement.District => new DistrictBinding(key, map),
        ContactElement.Identifier => new IdentifierBinding(key, map),
        ContactElement.FhirPath => new FhirPathBinding(key, map),
        _ => throw new ArgumentException($"Contact field '{key}' has no Element.", nameof(map)),
    };
}
