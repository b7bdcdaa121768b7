using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Places;

namespace Mhero.Core.Lookup.Facilities;

/// <summary>Facilities that a contact may mean, with all their names and codes. Immutable.</summary>
internal sealed class FacilityList
{
    // Costs of words of a question that do not agree with a name's: the lowest sum is the likeliest.
    private const int PrefixCost = 1;
    private const int WithinCost = 2;
    private const int TypoCost = 2;
    private const int MissingCost = 5;

    /// <summary>A word that more than one name in so many has (health, centre, post) does not distinguish facilities.</summary>
    private const int CommonShare = 8;

    private readonly List<(Facility Facility, NamedPlace Place)> _entries;
    private readonly HashSet<string> _common;

    /// <summary>Selects the facilities.</summary>
    /// <param name="names">Places, with those above them.</param>
    /// <param name="options">Settings: which Locations are facilities, and which identifier is their code.</param>
    /// <param name="districtLevel">The level of districts, as <see cref="PlaceIndex.Ancestor(Location, string)"/> takes it.</param>
    public FacilityList(PlaceNames names, LookupOptions options, string districtLevel)
    {
        Of = names;
        _entries =
        [
            .. from place in names.All
               where options.FacilityTypes.Count == 0 ? !new Place(place.Location).IsJurisdiction : options.FacilityTypes.Exists(new Place(place.Location).Has)
               let facility = FacilityReader.Read(place.Location, names.Places, options, districtLevel)
               where facility is not null
               select (facility, place),
        ];
        _common = _entries.SelectMany(e => e.Place.Names.SelectMany(words => words).Distinct()).GroupBy(w => w)
            .Where(g => g.Count() > Math.Max(3, _entries.Count / CommonShare))
            .Select(g => g.Key)
            .ToHashSet();
    }

    /// <summary>The places that the facilities are among.</summary>
    public PlaceNames Of { get; }

    /// <summary>Whether these are all facilities of the registry.</summary>
    public bool IsWhole => Of.IsWhole;

    /// <summary>Finds the facilities that a text may mean; the same text gives the same order as long as the facilities are the same.</summary>
    /// <param name="text">A code, or a name with spelling mistakes.</param>
    public FacilityMatches Find(string text)
    {
        var words = NameWords.Split(text);
        var key = string.Concat(words);
        if (key.Length == 0)
        {
            return new([], []);
        }

        var exact = Sorted(_entries.Where(e => e.Place.Codes.Contains(key)));
        exact = exact.Count > 0 ? exact : Sorted(_entries.Where(e => e.Place.Keys.Contains(key)));
        if (exact.Count > 0)
        {
            return new(exact, []);
        }

        // Most names share most of their words.
        var prices = words.Distinct().ToDictionary(w => w, _ => new Dictionary<string, int?>(StringComparer.Ordinal));
        var near = _entries.Select(e => (e.Facility, Cost: CostOf(e.Place, words, key, prices)))
            .Where(m => m.Cost is not null)
            .OrderBy(m => m.Cost)
            .ThenBy(m => m.Facility.Name, StringComparer.OrdinalIgnoreCase)
            .ThenBy(m => m.Facility.Reference, StringComparer.Ordinal);
        return new([], [.. near.Select(m => m.Facility)]);
    }

    private static List<Facility> Sorted(IEnumerable<(Facility Facility, NamedPlace Place)> entries) =>
    [
        .. entries.Select(e => e.Facility).OrderBy(f => f.Name, StringComparer.OrdinalIgnoreCase).ThenBy(f => f.Reference, StringComparer.Ordinal),
    ];

    private int? CostOf(NamedPlace place, string[] words, string key, Dictionary<string, Dictionary<string, int?>> prices)
    {
        int? best = null;
        for (var i = 0; i < place.Names.Length; i++)
        {
            var cost = CostOf(place.Names[i], words, prices);
            if (key.Length >= 3 && place.Keys[i].Contains(key, StringComparison.Ordinal))
            {
                cost = Math.Min(cost ?? int.MaxValue, WithinCost);
            }

            best = cost is null ? best : Math.Min(cost.Value, best ?? int.MaxValue);
        }

        return best;
    }

    /// <summary>The cost of the words against those of a name; null when no distinctive word agrees.</summary>
    private int? CostOf(string[] name, string[] words, Dictionary<string, Dictionary<string, int?>> prices)
    {
        var taken = name.Length <= 32 ? stackalloc bool[name.Length] : new bool[name.Length];
        var cost = 0;
        var agrees = false;
        var tells = words.Any(w => !_common.Contains(w));
        foreach (var word in words)
        {
            var (match, price) = (-1, MissingCost);
            var known = prices[word];
            for (var i = 0; i < name.Length; i++)
            {
                if (taken[i])
                {
                    continue;
                }

                if (!known.TryGetValue(name[i], out var found))
                {
                    known.Add(name[i], found = Price(word, name[i]));
                }

                if (found < price)
                {
                    (match, price) = (i, found.Value);
                }
            }

            cost += price;
            if (match >= 0)
            {
                taken[match] = true;
                agrees |= !tells || !_common.Contains(name[match]);
            }
        }

        return agrees ? cost : null;
    }

    private static int? Price(string word, string candidate)
    {
        if (word == candidate)
        {
            return 0;
        }

        if (word.Length >= 2 && candidate.StartsWith(word, StringComparison.Ordinal))
        {
            return PrefixCost;
        }

        var most = word.Length switch { < 4 => 0, < 6 => 1, _ => 2 };
        var distance = most == 0 ? 1 : NameWords.Distance(word, candidate, most);
        return distance <= most ? TypoCost + distance : null;
    }
}
