using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Mapping.Profiles.Elements;

namespace Mhero.Core.Sync.Groups.Rules;

/// <summary>
/// Finds the values of the rules' placeholders in a role. Cadre, specialty and district are read as the contact fields of those
/// elements are set, so that a group's name agrees with its members' field.
/// </summary>
internal sealed class RuleValues
{
    public const string Cadre = "cadre";
    public const string Role = "role";
    public const string Specialty = "specialty";
    public const string Facility = "facility";
    public const string District = "district";

    private const string DefaultLevel = "jdn";

    private readonly string? _cadreSystem;
    private readonly string? _specialtySystem;
    private readonly CodeDisplays _cadres;
    private readonly CodeDisplays _specialties;
    private readonly string _level;

    public RuleValues(ContactMappingOptions mapping)
    {
        var cadre = FieldOf(mapping, ContactElement.RoleCode);
        var specialty = FieldOf(mapping, ContactElement.RoleSpecialty);
        (_cadreSystem, _cadres) = (cadre?.System, new(cadre?.Codes));
        (_specialtySystem, _specialties) = (specialty?.System, new(specialty?.Codes));
        _level = FieldOf(mapping, ContactElement.District)?.Level ?? DefaultLevel;
    }

    /// <summary>The values of each placeholder in a role; a placeholder that it has no value for is left out.</summary>
    public Dictionary<string, List<RuleValue>> Of(PractitionerRole role, PlaceIndex places)
    {
        var facilities = places.FacilitiesOf(role).Where(f => f.IsOpen).ToList();
        var values = new Dictionary<string, List<RuleValue>>
        {
            [Cadre] = Concepts(role.Code, _cadreSystem, _cadres),
            [Role] = Concepts(role.Code, null, _cadres),
            [Specialty] = Concepts(role.Specialty, _specialtySystem, _specialties),
            [Facility] = Named(facilities),
            [District] = Named(facilities.Select(f => places.Above(f, _level, out _)).OfType<Place>()),
        };
        return values.Where(v => v.Value.Count > 0).ToDictionary();
    }

    /// <summary>Keys of all places that a role's values follow from, and that of the pair of an Organization which it names alone.</summary>
    public static IEnumerable<string> PlacesOf(PractitionerRole role, PlaceIndex places)
    {
        foreach (var key in places.FacilitiesOf(role).SelectMany(places.ChainOf))
        {
            yield return key;
        }

        foreach (var organization in PlaceIndex.ReferencesOf(role).Select(r => PlaceIndex.IdOf("Organization", r)).OfType<string>())
        {
            yield return Place.KeyOfOrganization(organization);
            yield return KeyOfPair(organization);
        }
    }

    /// <summary>What stands for the Locations that an Organization manages.</summary>
    public static string KeyOfPair(string organization) => "pair/" + organization;

    private static ContactFieldMap? FieldOf(ContactMappingOptions mapping, ContactElement element) =>
        mapping.MappedFields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Value).FirstOrDefault(f => f.Element == element);

    private static List<RuleValue> Named(IEnumerable<Place> places) =>
        [.. places.Select(p => (p.Key, p.Name)).Where(p => p.Name is not null).Select(p => new RuleValue(p.Key, p.Name!)).DistinctBy(v => v.Code)];

    private static List<RuleValue> Concepts(List<CodeableConcept> concepts, string? system, CodeDisplays texts)
    {
        var values = new List<RuleValue>();
        foreach (var concept in concepts)
        {
            var coding = system is null ? concept.Coding.FirstOrDefault() : concept.Coding.Find(c => c.System == system);
            if (coding is null && concept.Coding.Count > 0)
            {
                continue;
            }

            var text = texts.TextOf(coding?.Code) ?? TextNormalizer.Clean(coding?.Display) ?? TextNormalizer.Clean(concept.Text) ?? TextNormalizer.Clean(coding?.Code);
            if (text is not null)
            {
                values.Add(new(coding?.Code ?? TextNormalizer.Fold(text), text));
            }
        }

        return [.. values.DistinctBy(v => v.Code)];
    }
}
