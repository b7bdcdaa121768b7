using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Mapping.Profiles.Elements;

/// <summary>A worker's one name out of a resource's HumanNames, and back into it.</summary>
internal static class NameElement
{
    /// <summary>
    /// The name to call the worker by: official, then usual, then any other; never a nickname, an old one or one whose period
    /// is over, and a maiden or anonymous one only as the last choice.
    /// </summary>
    public static HumanName? Choose(List<HumanName> names, DateOnly today)
    {
        HumanName? best = null;
        var bestRank = int.MaxValue;
        foreach (var name in names)
        {
            var rank = Rank(name.Use);
            if (rank < bestRank && name.Use is not (HumanName.NameUse.Old or HumanName.NameUse.Nickname) && !Periods.HasEnded(name.Period, today) && Text(name) is not null)
            {
                best = name;
                bestRank = rank;
            }
        }

        return best;
    }

    /// <summary>Given names and family name; the text only when it has neither. Prefixes and suffixes are titles, not names.</summary>
    public static string? Text(HumanName name)
    {
        var given = TextNormalizer.Clean(string.Join(' ', name.Given));
        var family = TextNormalizer.Clean(name.Family);
        return (given, family) switch
        {
            (null, null) => TextNormalizer.Clean(name.Text),
            (null, _) => family,
            (_, null) => given,
            _ => $"{given} {family}",
        };
    }

    /// <summary>
    /// Puts a full name into a HumanName so that <see cref="Text"/> gives it back, a known family name that was put
    /// first in its place. A family name that still ends the
    /// name stays the family name; otherwise the last word is taken for it. Prefix and suffix stay.
    /// </summary>
    public static void Set(HumanName name, string full)
    {
        var oldFamily = TextNormalizer.Clean(name.Family);
        if (oldFamily is not null && FamilyLast(full, oldFamily) is { } reordered)
        {
            if (string.Equals(reordered, Text(name), StringComparison.OrdinalIgnoreCase))
            {
                // The same name with its family name first, as many people write it: nothing to change.
                return;
            }

            full = reordered;
        }

        var endsWithFamily = oldFamily is not null
            && (full.Equals(oldFamily, StringComparison.OrdinalIgnoreCase)
                || full.EndsWith(" " + oldFamily, StringComparison.OrdinalIgnoreCase));
        var family = endsWithFamily ? full[^oldFamily!.Length..] : full[(full.LastIndexOf(' ') + 1)..];
        var given = full[..^family.Length].TrimEnd();
        if (family != oldFamily)
        {
            (name.FamilyElement ??= new()).Value = family;
        }

        // Given names that did not change keep their parts: "Jean Paul" may be one name.
        if (TextNormalizer.Clean(string.Join(' ', name.Given)) != TextNormalizer.Clean(given))
        {
            name.Given = given.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }

        (name.TextElement ??= new()).Value = string.Join(' ', [.. name.Prefix, full, .. name.Suffix]);
    }

    /// <summary>The name with its family name last, when it begins with the known one; null when it does not, or ends with it too.</summary>
    private static string? FamilyLast(string full, string family) =>
        full.StartsWith(family + " ", StringComparison.OrdinalIgnoreCase) && !full.EndsWith(" " + family, StringComparison.OrdinalIgnoreCase)
            ? $"{full[family.Length..].Trim()} {full[..family.Length]}"
            : null;

    private static int Rank(HumanName.NameUse? use) => use switch
    {
        HumanName.NameUse.Official => 0,
        HumanName.NameUse.Usual => 1,
        HumanName.NameUse.Maiden or HumanName.NameUse.Anonymous => 3,
        _ => 2,
    };
}
