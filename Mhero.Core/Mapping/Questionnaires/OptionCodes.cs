using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>Gives each option of a question its code.</summary>
internal static class OptionCodes
{
    /// <summary>The digits of a menu in which each option has its own; else the name in lower case, without blanks and accents.</summary>
    /// <param name="options">The options.</param>
    /// <param name="earlier">Those of earlier revisions of the flow, whose codes stay.</param>
    /// <param name="namesOf">All names of an option, in every language.</param>
    /// <returns>One code per option, each different.</returns>
    public static IReadOnlyList<string> Of(IReadOnlyList<QuestionOption> options, EarlierOptions earlier, Func<QuestionOption, IEnumerable<string>> namesOf)
    {
        var kept = earlier.CodesOf(options, namesOf);
        var taken = earlier.Codes.ToHashSet(StringComparer.Ordinal);
        // No contact types an option that the flow adds itself: it has no digits, and a menu with it is still a menu.
        var typed = options.Where(o => o.Digits is not null).ToList();
        var isMenu = typed.Count > 0
            && options.All(o => o.Digits is not null || o.IsSetByFlow)
            && typed.DistinctBy(o => o.Digits, StringComparer.Ordinal).Count() == typed.Count;
        var used = new HashSet<string>(isMenu ? typed.Select(o => o.Digits!) : [], StringComparer.Ordinal);
        used.UnionWith(taken);
        return
        [
            .. options.Select((option, i) => kept[i]
                ?? (isMenu && option.Digits is { } digits && !taken.Contains(digits) ? digits : Unique(Slug(option.Name), used))),
        ];
    }

    /// <summary>The codes of options that are known by their names alone.</summary>
    /// <param name="names">The names.</param>
    /// <returns>One code per option, each different.</returns>
    public static IReadOnlyList<string> OfNames(IEnumerable<string> names)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        return [.. names.Select(name => Unique(Slug(name), used))];
    }

    private static string Unique(string slug, HashSet<string> used)
    {
        var code = slug;
        for (var i = 2; !used.Add(code); i++)
        {
            code = string.Create(CultureInfo.InvariantCulture, $"{slug}-{i}");
        }

        return code;
    }

    private static string Slug(string name)
    {
        var slug = new StringBuilder(name.Length);
        foreach (var rune in LatinLetters.Compose(name).EnumerateRunes())
        {
            var letter = rune.IsBmp ? new Rune(LatinLetters.Base((char)rune.Value)) : rune;
            if (Rune.IsLetterOrDigit(letter))
            {
                slug.Append(Rune.ToLowerInvariant(letter));
            }
            else if (Rune.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        var trimmed = slug.ToString().TrimEnd('-');
        return trimmed.Length == 0 ? "option" : trimmed;
    }
}
