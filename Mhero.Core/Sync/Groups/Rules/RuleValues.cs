using Hl7.Fhir.Model;
using Mhero.Core.Mapping;
using Mhero.Core.Mapping.Elements;

namespace Mhero.Core.Sync.Groups.Rules;

/// <summary>
/// What the placeholders of rules stand for in a role. Cadre, specialty and district are read as the contact fields of those
/// elements are set, so that a group is called as its members' field says.
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
    private readonly CodeTexts _cadres;
    private readonly CodeTexts _specialties;
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
    public Dictionary<string, List<RuleValue>> Of(PractitionerRole role, Places places)
    {
        var facilities = role.Location.Select(l => places.ByReference(l.Reference)).OfType<Location>().Where(l => l.Status != Location.LocationStatus.Inactive).ToList();
        var values = new Dictionary<string, List<RuleValue>>
        {
            [Cadre] = Concepts(role.Code, _cadreSystem, _cadres),
            [Role] = Concepts(role.Code, null, _cadres),
            [Specialty] = Concepts(role.Specialty, _specialtySystem, _specialties),
            [Facility] = Named(facilities),
            [District] = Named(facilities.Select(f => places.Ancestor(f, _level)).OfType<Location>()),
        };
        return values.Where(v => v.Value.Count > 0).ToDictionary();
    }

    /// <summary>Ids of all Locations that a role's values follow from.</summary>
    public static IEnumerable<string> PlacesOf(PractitionerRole role, Places places)
    {
        const int MaxDepth = 32;
        foreach (var reference in role.Location)
        {
            var place = places.ByReference(reference.Reference);
            for (var depth = 0; place is not null && depth < MaxDepth; depth++)
            {
                yield return place.Id!;
                place = places.ByReference(place.PartOf?.Reference);
            }
        }
    }

    private static ContactFieldMap? FieldOf(ContactMappingOptions mapping, ContactElement element) =>
        mapping.MappedFields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Value).FirstOrDefault(f => f.Element == element);

    private static List<RuleValue> Named(IEnumerable<Location> places) =>
        [.. places.Select(p => (p.Id, Name: Texts.Clean(p.Name))).Where(p => p.Name is not null).Select(p => new RuleValue(p.Id!, p.Name!)).DistinctBy(v => v.Code)];

    private static List<RuleValue> Concepts(List<CodeableConcept> concepts, string? system, CodeTexts texts)
    {
        var values = new List<RuleValue>();
        foreach (var concept in concepts)
        {
            var coding = system is null ? concept.Coding.FirstOrDefault() : concept.Coding.Find(c => c.System == system);
            if (coding is null && concept.Coding.Count > 0)
            {
                continue;
            }

            var text = texts.TextOf(coding?.Code) ?? Texts.Clean(coding?.Display) ?? Texts.Clean(concept.Text) ?? Texts.Clean(coding?.Code);
            if (text is not null)
            {
                values.Add(new(coding?.Code ?? Texts.Fold(text), text));
            }
        }

        return [.. values.DistinctBy(v => v.Code)];
    }
}
