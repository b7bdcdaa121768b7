using Hl7.Fhir.Model;

namespace Mhero.Core.Mapping;

/// <summary>
/// The registry's Locations, ready to be looked up by reference, by what people call them, and upwards along
/// <c>partOf</c>. Immutable and thread-safe; the Locations must not be changed afterwards.
/// </summary>
public sealed class Places
{
    /// <summary>Deeper than any administrative hierarchy; a chain that is longer goes round in a circle.</summary>
    private const int MaxDepth = 32;

    private readonly Dictionary<string, Location> byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Location>> byText = new(StringComparer.Ordinal);

    /// <summary>Indexes Locations; one without an id is left out, and of two with the same id the last counts.</summary>
    /// <param name="locations">Every Location that roles and other Locations refer to.</param>
    public Places(IEnumerable<Location> locations)
    {
        foreach (var location in locations)
        {
            if (!string.IsNullOrEmpty(location.Id))
            {
                byId[location.Id] = location;
            }
        }

        foreach (var location in byId.Values)
        {
            Index(location, location.Name);
            foreach (var alias in location.Alias ?? [])
            {
                Index(location, alias);
            }

            foreach (var identifier in location.Identifier)
            {
                Index(location, identifier.Value);
            }
        }
    }

    /// <summary>No Locations.</summary>
    public static Places Empty { get; } = new([]);

    /// <summary>How many Locations there are.</summary>
    public int Count => byId.Count;

    /// <summary>The Location that a reference points to.</summary>
    /// <param name="reference"><c>Location/1</c>, also with a server's address before it or a version behind it.</param>
    /// <returns>The Location, or null when it is not here or the reference is of another type.</returns>
    public Location? ByReference(string? reference)
    {
        if (string.IsNullOrEmpty(reference))
        {
            return null;
        }

        const string type = "Location/";
        var start = reference.LastIndexOf(type, StringComparison.Ordinal);
        if (start < 0 || (start > 0 && reference[start - 1] != '/'))
        {
            return null;
        }

        var id = reference.AsSpan(start + type.Length);
        var end = id.IndexOf('/');
        return byId.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(end < 0 ? id : id[..end], out var location) ? location : null;
    }

    /// <summary>Locations with this name, alias or identifier value, whatever its case, blanks and diacritics.</summary>
    /// <param name="text">What a person wrote.</param>
    /// <returns>All matches; closed ones (<c>inactive</c>) only when no other has the text.</returns>
    public IReadOnlyList<Location> ByText(string text)
    {
        if (!byText.TryGetValue(Texts.Fold(text), out var found))
        {
            return [];
        }

        var open = found.FindAll(l => l.Status != Location.LocationStatus.Inactive);
        return open.Count > 0 ? open : found;
    }

    /// <summary>The Location of a level above a Location.</summary>
    /// <param name="location">Where to start; it counts itself when it is of the level.</param>
    /// <param name="level">A code of <c>physicalType</c> or <c>type</c> (<c>jdn</c>: the nearest jurisdiction), or a number of <c>partOf</c> steps.</param>
    /// <returns>The Location, or null when the chain has none or goes round in a circle.</returns>
    public Location? Ancestor(Location location, string level) => Ancestor(location, level, out _);

    /// <summary>As the public one, and says whether the chain ended at a Location that is not here.</summary>
    internal Location? Ancestor(Location location, string level, out bool broken)
    {
        broken = false;
        var steps = int.TryParse(level, out var number) ? number : -1;
        var current = location;
        for (var depth = 0; depth < MaxDepth; depth++)
        {
            if (steps >= 0 ? depth == steps : IsOfLevel(current, level))
            {
                return current;
            }

            if (current.PartOf?.Reference is not { } parent)
            {
                return null;
            }

            if (ByReference(parent) is not { } next)
            {
                broken = true;
                return null;
            }

            current = next;
        }

        return null;
    }

    private static bool IsOfLevel(Location location, string level) =>
        HasCode(location.PhysicalType, level) || location.Type.Exists(type => HasCode(type, level));

    private static bool HasCode(CodeableConcept? concept, string code) =>
        concept is not null && concept.Coding.Exists(c => string.Equals(c.Code, code, StringComparison.OrdinalIgnoreCase));

    private void Index(Location location, string? text)
    {
        var key = Texts.Fold(text);
        if (key.Length == 0)
        {
            return;
        }

        if (!byText.TryGetValue(key, out var list))
        {
            byText[key] = list = [];
        }

        if (!list.Contains(location))
        {
            list.Add(location);
        }
    }
}
