using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Mapping.Places;

/// <summary>Finds the Location that RapidPro's path means (<c>Rwanda &gt; Kigali City &gt; Gasabo</c>).</summary>
internal static class PlaceText
{
    /// <summary>Deeper than any administrative hierarchy; a chain that is longer goes round in a circle.</summary>
    private const int MaxDepth = 32;

    /// <summary>The one Location of the path.</summary>
    /// <param name="places">The registry's Locations.</param>
    /// <param name="path">The path; its last part names the place, the others those that it lies in.</param>
    /// <param name="isAmbiguous">Whether several fit equally well.</param>
    /// <returns>Null when none fits, or several.</returns>
    public static Location? Find(PlaceIndex places, string path, out bool isAmbiguous)
    {
        isAmbiguous = false;
        var parts = path.Split('>', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0)
        {
            return null;
        }

        var parents = parts[..^1].Select(TextNormalizer.Fold).Reverse().ToList();
        Location? best = null;
        var bestScore = -1;
        var fitting = 0;
        foreach (var candidate in places.ByText(parts[^1]))
        {
            var score = Score(places, candidate, parents);
            fitting += score < 0 ? 0 : 1;
            if (score >= 0 && score == bestScore)
            {
                isAmbiguous = true;
            }
            else if (score > bestScore)
            {
                (best, bestScore, isAmbiguous) = (candidate, score, false);
            }
        }

        // Places of one name whose parents the registry does not have cannot be distinguished by their kind alone.
        isAmbiguous |= fitting > 1 && parents.Count > 0 && bestScore < 4;
        return isAmbiguous ? null : best;
    }

    /// <summary>
    /// How well a Location lies in the path: four for each parent, two when the nearest is its own, one when it is a
    /// jurisdiction, which is what RapidPro's places are. Below nought when it lies elsewhere.
    /// </summary>
    private static int Score(PlaceIndex places, Location location, List<string> parents)
    {
        var score = location.PhysicalType?.Coding.Exists(c => c.Code == "jdn") ?? false ? 1 : 0;
        var next = 0;
        var hasParent = false;
        var current = location;
        for (var depth = 0; depth < MaxDepth && next < parents.Count && places.ByReference(current.PartOf?.Reference) is { } parent; depth++)
        {
            hasParent = true;
            var level = IndexOf(parent, parents, next);
            if (level >= 0)
            {
                score += level == 0 && depth == 0 ? 6 : 4;
                next = level + 1;
            }

            current = parent;
        }

        return hasParent && parents.Count > 0 && score < 4 ? -1 : score;
    }

    private static int IndexOf(Location location, List<string> parents, int start)
    {
        for (var i = start; i < parents.Count; i++)
        {
            if (TextNormalizer.Fold(location.Name) == parents[i] || location.Alias.Any(a => TextNormalizer.Fold(a) == parents[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
