using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Mapping.Places;

/// <summary>An open Location with all that people call it; the names and identifiers of the Organization that is its other half are among them.</summary>
internal sealed class NamedPlace
{
    private readonly string[] _bareKeys;

    /// <summary>Sorts out the names.</summary>
    /// <param name="location">The Location.</param>
    /// <param name="half">The Organization that is its other half; null for none.</param>
    /// <param name="kinds">Words that a name may have or lack.</param>
    public NamedPlace(Location location, Organization? half, PlaceKinds kinds)
    {
        Location = location;
        Names = [.. PlaceIndex.NamesOf(location).Concat(PlaceIndex.NamesOf(half)).Select(NameWords.Split).Where(w => w.Length > 0)];
        Keys = [.. Names.Select(string.Concat<string>)];
        _bareKeys = [.. Names.Select(kinds.KeyOf).Distinct()];
        Codes = [.. PlaceIndex.CodesOf(location).Concat(PlaceIndex.CodesOf(half)).Select(NameWords.Key).Where(k => k.Length > 0).Distinct()];
    }

    /// <summary>The Location.</summary>
    public Location Location { get; }

    /// <summary>The words of each name.</summary>
    public string[][] Names { get; }

    /// <summary>The key of each name, in the order of <see cref="Names"/>.</summary>
    public string[] Keys { get; }

    /// <summary>The keys of its identifiers.</summary>
    public string[] Codes { get; }

    /// <summary>How far the place is from a text: 0 for the same name or code, 1 for another kind, one more for each mistake; null for too far.</summary>
    /// <param name="key">The key of the text.</param>
    /// <param name="bare">The key of the text without its kind.</param>
    public int? CostOf(string key, string bare)
    {
        if (Keys.Contains(key) || Codes.Contains(key))
        {
            return 0;
        }

        int? best = null;
        foreach (var name in _bareKeys)
        {
            var most = Math.Abs(name.Length - bare.Length) > 2 ? 0 : MostMistakes(name, bare);
            var distance = name == bare ? 0 : most == 0 ? 1 : NameWords.Distance(name, bare, most);
            best = distance <= most ? Math.Min(best ?? int.MaxValue, PlaceNames.SameButKind + distance) : best;
        }

        return best;
    }

    /// <summary>Short names are all alike, and another number is another place.</summary>
    private static int MostMistakes(string name, string other) =>
        name.Any(char.IsDigit) || other.Any(char.IsDigit) ? 0 : Math.Min(name.Length, other.Length) switch { < 5 => 0, < 9 => 1, _ => 2 };
}
