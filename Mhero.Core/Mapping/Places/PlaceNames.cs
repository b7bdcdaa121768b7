using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Mapping.Places;

/// <summary>
/// Places by what people call them, with one tolerance for spelling: the same name, alias or identifier but for case, accents and
/// punctuation; then without the kind of place; then with mistakes. RapidPro's paths are matched level by level, each name within the
/// place that the one above it was matched to. Immutable and thread-safe.
/// </summary>
internal sealed class PlaceNames
{
    /// <summary>The cost of a name that differs in the kind of place alone.</summary>
    internal const int SameButKind = 1;

    /// <summary>The largest number of candidates: a person would not choose from more.</summary>
    private const int MaxCandidates = 20;

    /// <summary>Indexes the open Locations.</summary>
    /// <param name="places">The Locations, with their Organizations.</param>
    /// <param name="isWhole">Whether these are all Locations of the registry.</param>
    public PlaceNames(PlaceIndex places, bool isWhole)
    {
        (Places, IsWhole) = (places, isWhole);
        All = [.. places.Locations.Where(l => new Place(l).IsOpen).Select(l => new NamedPlace(l, places.HalfOf(l), places.Kinds))];
    }

    /// <summary>The places by reference and upwards.</summary>
    public PlaceIndex Places { get; }

    /// <summary>The open Locations.</summary>
    public IReadOnlyList<NamedPlace> All { get; }

    /// <summary>Whether these are all Locations of the registry; else a place that is not here may be there.</summary>
    public bool IsWhole { get; }

    /// <summary>The Location that a path means.</summary>
    /// <param name="path">The path, from the country down. A level that the registry does not have is skipped, but for the last.</param>
    public AdminMatch Find(string path)
    {
        var parts = AdminPath.Split(path);
        HashSet<string>? above = null;
        for (var i = 0; i < parts.Length; i++)
        {
            var matches = MatchesOf(parts[i]);
            var within = matches.FindAll(m => above is null || IsWithin(m.Place, above));
            if (i == parts.Length - 1)
            {
                // A place of just this name that the registry puts nowhere may lie there.
                return Choose(within.Count > 0 ? within : matches.FindAll(m => m.Cost <= SameButKind && m.Place.PartOf?.Reference is null), above, parts.Length);
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
        var jurisdictions = matches.FindAll(m => m.Cost <= SameButKind && new Place(m.Place).IsJurisdiction);
        var best = Best(jurisdictions.Count > 0 ? jurisdictions : matches);
        best = best.FindAll(l => above is not null && above.Contains(IdOfParent(l) ?? "")) is { Count: > 0 } nearest ? nearest : best;

        return best is [var one] ? new(one, []) : new(null, [.. best.OrderBy(l => l.Id, StringComparer.Ordinal).Take(MaxCandidates)]);
    }

    private static string? IdOfParent(Location location) => PlaceIndex.IdOf("Location", location.PartOf?.Reference);

    private bool IsWithin(Location location, HashSet<string> above) => Places.ChainOf(new(location)).Skip(1).Any(above.Contains);

    private List<(Location Place, int Cost)> MatchesOf(string part)
    {
        var words = NameWords.Split(part);
        var (key, bare) = (string.Concat(words), Places.Kinds.KeyOf(words));
        return key.Length == 0 ? [] : [.. All.Select(p => (p.Location, Cost: p.CostOf(key, bare))).Where(m => m.Cost is not null).Select(m => (m.Location, m.Cost!.Value))];
    }
}
