using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Mapping.Places;

/// <summary>Words that one system writes with a place's name and another leaves out: its kind, and small words around it.</summary>
/// <param name="words">Words, or several with blanks between (<c>Ville de</c>). Empty for the usual ones of five languages.</param>
internal sealed class PlaceKinds(IReadOnlyCollection<string> words)
{
    private static readonly string[] Usual =
    [
        "district province region county subcounty sector ward city town state municipality department village zone division parish council cell",
        "chiefdom governorate woreda kebele territory prefecture commune",
        "région département préfecture ville arrondissement cercle secteur territoire quartier",
        "distrito província região município concelho cidade localidade bairro departamento ciudad cantón",
        "mkoa wilaya kata tarafa kijiji mtaa jiji manispaa",
        "of the de du des la le d l da do das dos del el",
    ];

    private readonly HashSet<string> _words = [.. (words.Count > 0 ? words : Usual).SelectMany(NameWords.Split)];

    /// <summary>The usual ones in English, French, Portuguese, Spanish and Swahili.</summary>
    public static PlaceKinds Default { get; } = new([]);

    /// <summary>The key of a name without its kind; a name of such words alone keeps them.</summary>
    /// <param name="name">The words of the name, as <see cref="NameWords.Split"/> gives them.</param>
    public string KeyOf(IReadOnlyCollection<string> name)
    {
        var left = name.Where(w => !_words.Contains(w)).ToList();
        return string.Concat(left.Count > 0 ? left : name);
    }
}
