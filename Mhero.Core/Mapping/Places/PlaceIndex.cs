using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Mapping.Places;

/// <summary>
/// The registry's places, ready to be looked up by reference, by what people call them, and upwards along <c>partOf</c>.
/// A place is a Location; where a Location says nothing, the Organization does that is its other half (IHE mCSD,
/// <c>managingOrganization</c>). Immutable and thread-safe; the resources must not be changed afterwards.
/// </summary>
internal sealed class PlaceIndex
{
    /// <summary>Deeper than any administrative hierarchy; a chain that is longer goes round in a circle.</summary>
    private const int MaxDepth = 32;

    private readonly Dictionary<string, Location> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Organization> _organizations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Location>> _byText = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Location> _pairs = new(StringComparer.Ordinal);
    private readonly FacilityTypes _types;
    private IReadOnlyDictionary<string, AdminMatch> _paths = new Dictionary<string, AdminMatch>();

    /// <summary>Indexes Locations; one without an id is left out, and of two with the same id the last counts.</summary>
    /// <param name="locations">Every Location that roles and other Locations refer to.</param>
    public PlaceIndex(IEnumerable<Location> locations)
        : this(locations, [], FacilityTypes.Default)
    {
    }

    /// <summary>As the public one, with Organizations.</summary>
    /// <param name="locations">Every Location that roles and other Locations refer to, and the pairs of Organizations that roles name alone.</param>
    /// <param name="organizations">The Organizations that these, and roles without a Location, refer to.</param>
    /// <param name="types">Which of them are facilities.</param>
    /// <param name="kinds">Words that a place's name may have or lack; null for the usual ones.</param>
    internal PlaceIndex(IEnumerable<Location> locations, IEnumerable<Organization> organizations, FacilityTypes types, PlaceKinds? kinds = null)
    {
        (_types, Kinds) = (types, kinds ?? PlaceKinds.Default);
        foreach (var location in locations.Where(l => !string.IsNullOrEmpty(l.Id)))
        {
            _byId[location.Id!] = location;
        }

        foreach (var organization in organizations.Where(o => !string.IsNullOrEmpty(o.Id)))
        {
            _organizations[organization.Id!] = organization;
        }

        foreach (var managed in _byId.Values.GroupBy(l => IdOf("Organization", l.ManagingOrganization?.Reference)))
        {
            if (managed.Key is { } id && _organizations.TryGetValue(id, out var organization) && types.Include(organization) && PairOf(organization, [.. managed]) is { } pair)
            {
                _pairs[id] = pair;
            }
        }

        foreach (var location in _byId.Values)
        {
            var half = HalfOf(location);
            foreach (var text in NamesOf(location).Concat(CodesOf(location)).Concat(NamesOf(half)).Concat(CodesOf(half)))
            {
                Index(location, text);
            }
        }
    }

    /// <summary>No Locations.</summary>
    public static PlaceIndex Empty { get; } = new([]);

    /// <summary>How many Locations there are.</summary>
    public int Count => _byId.Count;

    /// <summary>Words that a place's name may have or lack.</summary>
    internal PlaceKinds Kinds { get; }

    /// <summary>The Locations.</summary>
    internal IReadOnlyCollection<Location> Locations => _byId.Values;

    /// <summary>The Organization that is a Location's other half; null when it has none or is a part of a larger one.</summary>
    internal Organization? HalfOf(Location location) =>
        IdOf("Organization", location.ManagingOrganization?.Reference) is { } id && _pairs.TryGetValue(id, out var pair) && pair.Id == location.Id ? _organizations[id] : null;

    /// <summary>The name and aliases of a Location or Organization.</summary>
    internal static IEnumerable<string> NamesOf(Resource? place) => (place switch
    {
        Location location => (location.Alias ?? []).Prepend(location.Name),
        Organization organization => (organization.Alias ?? []).Prepend(organization.Name),
        _ => [],
    }).OfType<string>();

    /// <summary>The values of the identifiers of a Location or Organization.</summary>
    internal static IEnumerable<string> CodesOf(Resource? place) =>
        (place is IIdentifiable<List<Identifier>> { Identifier: { } identifiers } ? identifiers.Select(i => i.Value) : []).OfType<string>();

    /// <summary>The Location that a reference points to.</summary>
    /// <param name="reference"><c>Location/1</c>, also with a server's address before it or a version behind it.</param>
    /// <returns>The Location, or null when it is not here or the reference is of another type.</returns>
    public Location? ByReference(string? reference) => IdOf("Location", reference) is { } id ? _byId.GetValueOrDefault(id) : null;

    /// <summary>Locations with this name, alias or identifier value, or that of the Organization that is its other half, whatever its case, blanks, punctuation and diacritics.</summary>
    /// <param name="text">A person's text.</param>
    /// <returns>All matches; closed ones (<c>inactive</c>) only when no other has the text.</returns>
    public IReadOnlyList<Location> ByText(string text)
    {
        if (!_byText.TryGetValue(NameWords.Key(text), out var found))
        {
            return [];
        }

        var open = found.FindAll(l => l.Status != Location.LocationStatus.Inactive);
        return open.Count > 0 ? open : found;
    }

    /// <summary>The same places, with the Locations that paths of answers mean.</summary>
    /// <param name="meant">The matches, by <see cref="AdminPath.KeyOf"/>.</param>
    internal PlaceIndex WithPaths(IReadOnlyDictionary<string, AdminMatch> meant)
    {
        var copy = (PlaceIndex)MemberwiseClone();
        copy._paths = meant;
        return copy;
    }

    /// <summary>The match of a path; null when it was not looked up.</summary>
    internal AdminMatch? ByPath(string path) => _paths.TryGetValue(AdminPath.KeyOf(path), out var match) ? match : null;

    /// <summary>The Location of a level above a Location.</summary>
    /// <param name="location">Where to start; it counts itself when it is of the level.</param>
    /// <param name="level">A code of <c>physicalType</c> or <c>type</c> (<c>jdn</c>: the nearest jurisdiction), or a number of <c>partOf</c> steps.</param>
    /// <returns>The Location, or null when the chain has none or goes round in a circle.</returns>
    public Location? Ancestor(Location location, string level) => Above(new(location), level, out _)?.Location;

    /// <summary>The references of a role to its place: its Locations, or its Organization when it has none.</summary>
    internal static IEnumerable<string?> ReferencesOf(PractitionerRole role) =>
        role.Location.Exists(l => l.Reference is not null || l.Display is not null) ? role.Location.Select(l => l.Reference) : [role.Organization?.Reference];

    /// <summary>The facility of a role: its first Location, or, when it has none, the place that its Organization is.</summary>
    /// <param name="role">The role.</param>
    /// <param name="isUnknown">Whether what the role names is not here.</param>
    /// <returns>Null when the role has none, and when it is unknown.</returns>
    internal Place? FacilityOf(PractitionerRole role, out bool isUnknown)
    {
        isUnknown = false;
        if (role.Location.Find(l => l.Reference is not null || l.Display is not null) is { } first)
        {
            var location = ByReference(first.Reference);
            isUnknown = location is null;
            return location is null ? null : new Place(location);
        }

        return OfOrganization(role.Organization?.Reference, out isUnknown);
    }

    /// <summary>All facilities of a role that are here.</summary>
    internal IEnumerable<Place> FacilitiesOf(PractitionerRole role) =>
        role.Location.Exists(l => l.Reference is not null || l.Display is not null)
            ? role.Location.Select(l => ByReference(l.Reference)).OfType<Location>().Select(l => new Place(l))
            : FacilityOf(role, out _) is { } place ? [place] : [];

    /// <summary>As <see cref="Ancestor(Location, string)"/>, for Organizations too; it also returns whether the chain ended at a missing place.</summary>
    internal Place? Above(Place place, string level, out bool broken)
    {
        broken = false;
        var steps = int.TryParse(level, out var number) ? number : -1;
        Place? current = place;
        for (var depth = 0; depth < MaxDepth && current is { } here; depth++)
        {
            if (steps >= 0 ? depth == steps : IsOfLevel(here, level))
            {
                return here;
            }

            current = ParentOf(here, out _, out broken);
        }

        return null;
    }

    /// <summary>Keys of everything from a place upwards that its own name and those above it follow from.</summary>
    internal IEnumerable<string> ChainOf(Place place)
    {
        Place? current = place;
        for (var depth = 0; depth < MaxDepth && current is { } here; depth++)
        {
            yield return here.Key;
            current = ParentOf(here, out var half, out _);
            if (half is not null)
            {
                yield return Place.KeyOfOrganization(half.Id!);
            }
        }
    }

    /// <summary>The id in a reference of a type, also with a server's address before it or a version behind it; null when it is of another type.</summary>
    internal static string? IdOf(string type, string? reference)
    {
        if (string.IsNullOrEmpty(reference))
        {
            return null;
        }

        var start = reference.LastIndexOf(type + "/", StringComparison.Ordinal);
        if (start < 0 || (start > 0 && reference[start - 1] != '/'))
        {
            return null;
        }

        var id = reference.AsSpan(start + type.Length + 1);
        var end = id.IndexOf('/');
        id = end < 0 ? id : id[..end];
        return id.IsEmpty ? null : id.ToString();
    }

    private static bool IsOfLevel(Place place, string level) =>
        place.Has(level) || (string.Equals(level, "jdn", StringComparison.OrdinalIgnoreCase) && place.IsJurisdiction);

    /// <summary>
    /// The one Location that is an Organization's other half: of those that it manages the only facility, else the only one
    /// that is not part of another of them, else the only one of its name.
    /// </summary>
    private static Location? PairOf(Organization organization, List<Location> managed)
    {
        var open = managed.FindAll(l => new Place(l).IsOpen);
        var ids = open.Select(l => l.Id).ToHashSet();
        var name = TextNormalizer.Fold(organization.Name);
        return Only(open.FindAll(l => new Place(l).Has(FacilityTypes.Facility)))
            ?? Only(open.FindAll(l => !ids.Contains(IdOf("Location", l.PartOf?.Reference))))
            ?? Only(open.FindAll(l => TextNormalizer.Fold(l.Name) == name));
    }

    private static Location? Only(List<Location> found) => found is [var one] ? one : null;

    private Place? OfOrganization(string? reference, out bool isUnknown)
    {
        isUnknown = false;
        if (IdOf("Organization", reference) is not { } id)
        {
            return null;
        }

        if (!_organizations.TryGetValue(id, out var organization))
        {
            isUnknown = true;
            return null;
        }

        return _pairs.TryGetValue(id, out var pair) ? new Place(pair) : _types.Include(organization) ? new Place(organization) : null;
    }

    /// <summary>The parent of a place. A Location without a parent is where its Organization is.</summary>
    /// <param name="place">The place.</param>
    /// <param name="half">The Organization that was asked in the Location's place.</param>
    /// <param name="broken">Whether the next one is not here.</param>
    private Place? ParentOf(Place place, out Organization? half, out bool broken)
    {
        half = null;
        broken = false;
        if (place.Location is not { } location)
        {
            return Find(((Organization)place.Resource).PartOf?.Reference, out broken);
        }

        if (location.PartOf?.Reference is { } parent)
        {
            return Find(parent, out broken);
        }

        var manager = Find(location.ManagingOrganization?.Reference, out broken)?.Resource as Organization;
        if (manager is null || !IsHalfOf(manager, location))
        {
            return manager is null ? null : new Place(manager);
        }

        half = manager;
        return Find(manager.PartOf?.Reference, out broken);
    }

    /// <summary>Whether an Organization is the Location itself, and not what the Location belongs to.</summary>
    private bool IsHalfOf(Organization organization, Location location) =>
        (_pairs.TryGetValue(organization.Id!, out var pair) && pair.Id == location.Id)
        || TextNormalizer.Fold(organization.Name) == TextNormalizer.Fold(location.Name)
        || (new Place(organization).Has(FacilityTypes.Facility) && new Place(location).Has(FacilityTypes.Facility));

    private Place? Find(string? reference, out bool broken)
    {
        broken = reference is not null;
        DomainResource? found = ByReference(reference);
        found ??= IdOf("Organization", reference) is { } id ? _organizations.GetValueOrDefault(id) : null;
        broken &= found is null;
        return found is null ? null : new Place(found);
    }

    private void Index(Location location, string text)
    {
        var key = NameWords.Key(text);
        if (key.Length == 0)
        {
            return;
        }

        if (!_byText.TryGetValue(key, out var list))
        {
            _byText[key] = list = [];
        }

        if (!list.Contains(location))
        {
            list.Add(location);
        }
    }
}
