using Mhero.Core.Fhir;

namespace Mhero.Core.Mapping.Profiles;

/// <summary>How contacts and health workers are mapped; section <c>Mhero:Contacts</c>.</summary>
public sealed class ContactMappingOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Contacts";

    /// <summary>The country (ISO 3166 alpha-2, such as <c>RW</c>) whose national telephone numbers are understood. Required.</summary>
    public string DefaultRegion { get; set; } = "";

    /// <summary>
    /// The system of the identifier by which a worker names the contact. Where several workspaces share a registry, each app has a system of its own: a worker has
    /// a contact in each of them, and an app changes the identifiers of its system alone.
    /// </summary>
    public string LinkSystem { get; set; } = MheroSystems.ContactUuid;

    /// <summary>Which contact field stands for which FHIR element, by the field's key in RapidPro, in any case.</summary>
    /// <value>Empty means <see cref="DefaultFields"/>.</value>
    public Dictionary<string, ContactFieldMap> Fields { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The requirements of the registry's profiles for resources that mHero creates.</summary>
    public RegistryProfileOptions Profiles { get; set; } = new();

    /// <summary>The fields that are mapped: the configured ones or the default ones, by lower-case key.</summary>
    public IReadOnlyDictionary<string, ContactFieldMap> MappedFields =>
        Fields.Count == 0
            ? DefaultFields()
            : Fields.ToDictionary(f => f.Key.ToLowerInvariant(), f => f.Value, StringComparer.Ordinal);

    /// <summary>
    /// The fields of a ministry that has configured none: gender, birth_date, cadre, specialty, facility, district,
    /// employee_number. A birth date is a text field because many are known to the year only, which a datetime field
    /// cannot hold.
    /// </summary>
    public static Dictionary<string, ContactFieldMap> DefaultFields() => new(StringComparer.OrdinalIgnoreCase)
    {
        ["gender"] = new() { Element = ContactElement.Gender, Name = "Gender" },
        ["birth_date"] = new() { Element = ContactElement.BirthDate, Name = "Birth Date" },
        ["cadre"] = new() { Element = ContactElement.RoleCode, Name = "Cadre" },
        ["specialty"] = new() { Element = ContactElement.RoleSpecialty, Name = "Specialty" },
        ["facility"] = new() { Element = ContactElement.Facility, Name = "Facility" },
        ["district"] = new() { Element = ContactElement.District, Name = "District" },
        ["employee_number"] = new() { Element = ContactElement.Identifier, Name = "Employee Number", IdentifierType = "EN" },
    };

    /// <summary>The attributes that the registry alone decides; see <see cref="MergeInput.RegistryOnly"/>.</summary>
    public IReadOnlySet<string> RegistryOnlyAttributes() =>
        MappedFields.Where(f => f.Value.Element == ContactElement.District)
            .Select(f => ProfileAttributes.Field(f.Key))
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>Checks the settings.</summary>
    /// <returns>Every fault at once, each with the setting's name as an environment variable has it; empty when all is well.</returns>
    public IReadOnlyList<string> Validate() => ContactMappingValidator.Validate(this);
}
