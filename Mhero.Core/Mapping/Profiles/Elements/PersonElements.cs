using Hl7.Fhir.Model;

namespace Mhero.Core.Mapping.Profiles.Elements;

/// <summary>The elements that Practitioner, Person and Patient have in common, which the SDK's types do not share.</summary>
internal static class PersonElements
{
    public static List<HumanName> Names(DomainResource person) => person switch
    {
        Practitioner p => p.Name,
        Person p => p.Name,
        Patient p => p.Name,
        _ => throw Unsupported(person),
    };

    public static List<ContactPoint> Telecom(DomainResource person) => person switch
    {
        Practitioner p => p.Telecom,
        Person p => p.Telecom,
        Patient p => p.Telecom,
        _ => throw Unsupported(person),
    };

    public static List<Identifier> Identifiers(DomainResource person) => person switch
    {
        Practitioner p => p.Identifier,
        Person p => p.Identifier,
        Patient p => p.Identifier,
        _ => throw Unsupported(person),
    };

    public static string? GenderCode(DomainResource person) => (person switch
    {
        Practitioner p => p.GenderElement,
        Person p => p.GenderElement,
        Patient p => p.GenderElement,
        _ => throw Unsupported(person),
    })?.JsonValue as string;

    public static void SetGender(DomainResource person, AdministrativeGender? gender)
    {
        // The value changes inside an element that has an id or extensions, so that these stay.
        switch (person)
        {
            case Practitioner p: p.GenderElement = With(p.GenderElement, gender); break;
            case Person p: p.GenderElement = With(p.GenderElement, gender); break;
            case Patient p: p.GenderElement = With(p.GenderElement, gender); break;
            default: throw Unsupported(person);
        }

        static Code<AdministrativeGender>? With(Code<AdministrativeGender>? element, AdministrativeGender? value)
        {
            if (element is not { HasElements: true })
            {
                return value is null ? null : new(value);
            }

            element.Value = value;
            return element;
        }
    }

    public static string? BirthDate(DomainResource person) => person switch
    {
        Practitioner p => p.BirthDate,
        Person p => p.BirthDate,
        Patient p => p.BirthDate,
        _ => throw Unsupported(person),
    };

    public static void SetBirthDate(DomainResource person, string? date)
    {
        switch (person)
        {
            case Practitioner p: p.BirthDateElement = With(p.BirthDateElement, date); break;
            case Person p: p.BirthDateElement = With(p.BirthDateElement, date); break;
            case Patient p: p.BirthDateElement = With(p.BirthDateElement, date); break;
            default: throw Unsupported(person);
        }

        static Date? With(Date? element, string? value)
        {
            if (element is not { HasElements: true })
            {
                return value is null ? null : new(value);
            }

            element.Value = value;
            return element;
        }
    }

    /// <summary>A resource without the element is active; a patient who died is not, whatever its value.</summary>
    public static bool IsActive(DomainResource person) => person switch
    {
        Practitioner p => p.Active != false,
        Person p => p.Active != false,
        Patient p => p.Active != false && p.Deceased is null or FhirBoolean { Value: false },
        _ => throw Unsupported(person),
    };

    private static ArgumentException Unsupported(DomainResource person) =>
        new($"A {person.TypeName} is not a Practitioner, Person or Patient.", nameof(person));
}
