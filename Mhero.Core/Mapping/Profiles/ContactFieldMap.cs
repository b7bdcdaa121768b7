namespace Mhero.Core.Mapping.Profiles;

/// <summary>Links one contact field to one FHIR element.</summary>
public sealed class ContactFieldMap
{
    /// <summary>The FHIR element.</summary>
    public ContactElement Element { get; set; }

    /// <summary>The label that the field is created with when RapidPro lacks it; by default made of its key.</summary>
    public string? Name { get; set; }

    /// <summary>The field's type in RapidPro: <c>text</c>, <c>number</c> or <c>datetime</c>.</summary>
    /// <value>The default is <c>text</c>.</value>
    public string Type { get; set; } = "text";

    /// <summary>
    /// The identifier's system, or the code system whose coding of a role's code or specialty is meant when there are
    /// several; without it the first coding counts.
    /// </summary>
    public string? System { get; set; }

    /// <summary>
    /// For an identifier that is known by its type and not by its system: a code of HL7 table 0203, such as <c>EN</c>,
    /// employee number.
    /// </summary>
    public string? IdentifierType { get; set; }

    /// <summary>
    /// The text that RapidPro shows for a code, used both ways. A code that is not listed uses its display or text.
    /// </summary>
    public Dictionary<string, string>? Codes { get; set; }

    /// <summary>
    /// For a district: a code of <c>Location.physicalType</c> or <c>Location.type</c>, the nearest counts; or a number of
    /// <c>partOf</c> steps up from the facility.
    /// </summary>
    /// <value>The default is <c>jdn</c>, a jurisdiction.</value>
    public string? Level { get; set; }

    /// <summary>The FHIRPath expression.</summary>
    public string? Expression { get; set; }

    /// <summary>Where the expression starts.</summary>
    /// <value>The default is the Practitioner.</value>
    public FhirPathResource Resource { get; set; }
}
