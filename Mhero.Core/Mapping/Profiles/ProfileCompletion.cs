using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Profiles.Elements;

namespace Mhero.Core.Mapping.Profiles;

/// <summary>Completes the resources that mHero creates by what the registry's profiles require. Pure.</summary>
/// <param name="mapping">Settings that <see cref="ContactMappingOptions.Validate"/> found no fault with.</param>
internal sealed class ProfileCompletion(ContactMappingOptions mapping)
{
    private readonly RegistryProfileOptions _options = mapping.Profiles;
    private readonly string[] _ownSystems = [mapping.LinkSystem, MheroSystems.ContactRole];
    private readonly Coding? _identifierType = CodingText.Read(mapping.Profiles.IdentifierType);
    private readonly Coding? _roleCode = CodingText.Read(mapping.Profiles.RoleCode);

    /// <summary>Gives mHero's own identifiers their type.</summary>
    public void Type(List<Identifier> identifiers)
    {
        foreach (var identifier in _identifierType is null ? [] : identifiers.Where(i => _ownSystems.Contains(i.System) && i.Type is null))
        {
            identifier.Type = new CodeableConcept { Coding = [(Coding)_identifierType!.DeepCopy()] };
        }
    }

    /// <summary>Completes a Practitioner that is being created.</summary>
    public void Complete(Practitioner practitioner)
    {
        Declare(practitioner, _options.Practitioner);
        if (_options.Gender is { } gender && practitioner.GenderElement is null)
        {
            practitioner.GenderElement = new Code<AdministrativeGender> { JsonValue = gender };
        }

        if (_options.Language is { } language && practitioner.Communication.Count == 0)
        {
            practitioner.Communication = [new CodeableConcept(MheroSystems.Bcp47, language)];
        }

        if (_options.NameParts)
        {
            var name = practitioner.Name.FirstOrDefault();
            if (name is null)
            {
                practitioner.Name.Add(name = new HumanName());
            }

            name.FamilyElement ??= Absent();
            name.GivenElement = name.GivenElement.Count > 0 ? name.GivenElement : [Absent()];
        }
    }

    /// <summary>Completes a role that is being created.</summary>
    public void Complete(PractitionerRole role, DateOnly today)
    {
        Declare(role, _options.PractitionerRole);
        Type(role.Identifier);
        if (_roleCode is not null && role.Code.Count == 0)
        {
            role.Code = [new CodeableConcept { Coding = [(Coding)_roleCode.DeepCopy()] }];
        }

        if (_options.RolePeriod)
        {
            role.Period ??= new Period { Start = today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) };
        }

        foreach (var (_, extension) in _options.RoleExtensions.OrderBy(e => e.Key, StringComparer.Ordinal).Where(e => !role.Extension.Exists(x => x.Url == e.Value.Url)))
        {
            role.Extension.Add(new Extension(extension.Url, CodingText.Read(extension.Coding)!));
        }
    }

    private static void Declare(Resource resource, string? profile)
    {
        if (profile is not null)
        {
            (resource.Meta ??= new Meta()).Profile = [profile];
        }
    }

    private static FhirString Absent() => new() { Extension = [new Extension(QuestionnaireExtensions.DataAbsentReason, new Code("unknown"))] };
}
