namespace Mhero.Core.Mapping.Profiles;

/// <summary>The FHIR element that a contact field stands for.</summary>
public enum ContactElement
{
    /// <summary>Not configured; refused by <see cref="ContactMappingOptions.Validate"/>.</summary>
    None,

    /// <summary><c>gender</c> of the Practitioner, Person or Patient.</summary>
    Gender,

    /// <summary><c>birthDate</c> of the Practitioner, Person or Patient.</summary>
    BirthDate,

    /// <summary><c>PractitionerRole.code</c>: the cadre or job.</summary>
    RoleCode,

    /// <summary><c>PractitionerRole.specialty</c>.</summary>
    RoleSpecialty,

    /// <summary>The name of <c>PractitionerRole.location</c>.</summary>
    Facility,

    /// <summary>The name of a Location above the facility, along <c>partOf</c>. Travels to RapidPro only.</summary>
    District,

    /// <summary>An <c>identifier</c> of the Practitioner, Person or Patient.</summary>
    Identifier,

    /// <summary>Whatever a FHIRPath expression selects.</summary>
    FhirPath,
}
