using System.Collections.Concurrent;
using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Mapping.Places;

/// <summary>
/// All Locations of a registry, against which RapidPro's paths are matched level by level: each name within the place that the one above it was
/// matched to, by name, alias or identifier, and with spelling mistakes where no place has just that name. Immutable except for
/// its own cache; thread-safe.
/// </summary>
internal sealed class AdminPlaces
{
    /// <summary>Deeper than any administrative hierarchy; a chain that is longer goes round in a circle.</summary>
    private const int MaxDepth = 32;

    /// <summary>The largest number of candidates: a person would not choose from more.</summary>
    private const int MaxCandidates = 20;

    private const int MaxRemembered = 5_000;

    /// <summary>The cost of a name that differs in the kind of place alone.</summary>
    private const int SameButKind = 1;

    /// <summary>Words that one side may have and the other leave out: the kind of place, and the small words around it.</summary>
    private static readonly HashSet<string> Kinds =
    [
        "district", "province", "region", "county", "subcounty", "sector", "ward", "city", "town", "state", "municipality", "department", "departement",
        "prefecture", "commune", "cell", "village", "zone", "division", "parish", "district", "ville", "council", "of", "the", "de", "du", "des", "la", "le",
    ];

    private readonly List<Entry> _entries = [];
    private readonly PlaceIndex _places;
    private readonly ConcurrentDictionary<string, Dictionary<string, (Location Place, int Cost)>> _matches = new(StringComparer.Ordinal);

    /// <summary>Indexes the Locations; closed ones and those without an id are left out.</summary>
    public AdminPlaces(IReadOnlyCollection<Location> locations)
    {
        _places = new PlaceIndex(locations);
        foreach (var location in locations.Where(l => !string.IsNullOrEmpty(l.Id) && new Place(l).IsOpen))
        {
            var names = (location.Alias ?? []).Prepend(location.Name).OfType<string>().Select(NameWords.Split).Where(w => w.Length > 0).ToList();
            _entries.Add(new(
                location,
                [.. names.Select(string.Concat<string>)],
                [.. names.Select(WithoutKind)],
                [.. location.Identifier.Select(i => i.Value).OfType<string>().Select(NameWords.Key).Where(k => k.Length > 0)]));
        }
    }

    /// <summary>The Location that a path means.</summary>
    /// <param name="path">The path, from the country down. A level that the registry does not have is skipped, but for the last.</param>
    public AdminMatch Find(string path)
    {
        var parts = AdminPath.Split(path);
        HashSet<string>? above = null;
        for (var i = 0; i < parts.Length; i++)
        {
            var within = MatchesOf(parts[i]).Values.Where(m => above is null || IsWithin(m.Place, above)).ToList();
            if (i == parts.Length - 1)
            {
                return Choose(within, above, parts.Length);
            }

            if (within.Count > 0)
            {
                above = [.. Best(within).Select(l => l.Id!)];
            }
        }

        return AdminMatch.None;
    }

    private static List<Location> Best(List<(Location Place, int Cost)> matches)
    {
        var least = matches.Min(m => m.Cost);
        return [.. matches.Where(m => m.Cost == least).Select(m => m.Place)];
    }

    private static string WithoutKind(string[] words)
    {
        var left = words.Where(w => !Kinds.Contains(w)).ToArray();
        return string.Concat(left.Length > 0 ? left : words);
    }

    private static int? CostOf(Entry entry, string key, string bare)
    {
        if (entry.Names.Contains(key) || entry.Codes.Contains(key))
        {
            return 0;
        }

        int? best = null;
        foreach (var name in entry.BareNames)
        {
            // Short names are all alike.
            var most = Math.Min(name.Length, bare.Length) switch { < 5 => 0, < 9 => 1, _ => 2 };
            var distance = name == bare ? 0 : most == 0 ? 1 : NameWords.Distance(name, bare, most);
            best = distance <= most ? Math.Min(best ?? int.MaxValue, SameButKind + distance) : best;
        }

        return best;
    }

    /// <summary>The closest fit; of several a jurisdiction, as RapidPro's places are, and then what is next below.</summary>
    private static AdminMatch Choose(List<(Location Place, int Cost)> matches, HashSet<string>? above, int levels)
    {
        // With all levels above it unknown, what lies in something lies elsewhere.
        matches = above is null && levels > 1 ? matches.FindAll(m => m.Place.PartOf?.Reference is null) : matches;
        if (matches.Count == 0)
        {
            return AdminMatch.None;
        }

        // A jurisdiction with its kind in its name is the same as a facility's name without it, and comes first.
        var jurisdictions = matches.FindAll(m => m.Cost <= SameButKind && (new Place(m.Place).Has("jdn") || new Place(m.Place).Has("jurisdiction")));
        var best = Best(jurisdictions.Count > 0 ? jurisdictions : matches);
        best = best.FindAll(l => above is not null && above.Contains(IdOfParent(l) ?? "")) is { Count: > 0 } nearest ? nearest : best;

        return best is [var one] ? new(one, []) : new(null, [.. best.OrderBy(l => l.Id, StringComparer.Ordinal).Take(MaxCandidates)]);
    }

    private static string? IdOfParent(Location location) => PlaceIndex.IdOf("Location", location.PartOf?.Reference);

    private bool IsWithin(Location location, HashSet<string> above)
    {
        var current = _places.ByReference(location.PartOf?.Reference);
        for (var depth = 0; depth < MaxDepth && current is not null; depth++)
        {
            if (above.Contains(current.Id!))
            {
                return true;
            }

            current = _places.ByReference(current.PartOf?.Reference);
        }

        return false;
    }

    private Dictionary<string, (Location Place, int Cost)> MatchesOf(string part)
    {
        var words = NameWords.Split(part);
        var (key, bare) = (string.Concat(words), WithoutKind(words));
        if (key.Length == 0)
        {
            return [];
        }

        if (_matches.Count > MaxRemembered)
        {
            _matches.Clear();
        }

        return _matches.GetOrAdd(key, _ => _entries
            .Select(e => (e.Place, Cost: CostOf(e, key, bare)))
            .Where(m => m.Cost is not null)
            .ToDictionary(m => m.Place.Id!, m => (m.Place, m.Cost!.Value)));
    }

    private sealed record Entry(Location Place, string[] Names, string[] BareNames, string[] Codes);
}
