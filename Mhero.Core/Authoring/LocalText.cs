namespace Mhero.Core.Authoring;

/// <summary>A text in the flow's base language with its translations. Immutable.</summary>
/// <param name="Base">The text in the base language.</param>
/// <param name="Translations">The text in other languages, by ISO 639-3 code; a language that is not here has the base text.</param>
internal sealed record LocalText(string Base, IReadOnlyDictionary<string, string> Translations)
{
    private static readonly Dictionary<string, string> NoTranslations = [];

    /// <summary>The empty text.</summary>
    public static readonly LocalText Empty = Of("");

    /// <summary>A text that is the same in every language.</summary>
    public static LocalText Of(string text) => new(text, NoTranslations);

    /// <summary>Whether the base text is empty.</summary>
    public bool IsEmpty => Base.Length == 0;

    /// <summary>The text in a language; the base text when it was not translated.</summary>
    public string In(string language) => Translations.GetValueOrDefault(language, Base);

    /// <summary>A text made of each language's text.</summary>
    public LocalText Select(Func<string, string> change) =>
        new(change(Base), Translations.Count == 0 ? NoTranslations : Translations.ToDictionary(t => t.Key, t => change(t.Value)));

    /// <summary>Several texts after each other, without those that are empty.</summary>
    public static LocalText Join(string separator, params IReadOnlyList<LocalText> texts) => Combine(texts, parts => string.Join(separator, parts.Where(p => p.Length > 0)));

    /// <summary>A text with <c>{0}</c>, <c>{1}</c> … replaced.</summary>
    public LocalText With(params IReadOnlyList<LocalText> values) => Combine([this, .. values], parts =>
    {
        var text = parts[0];
        for (var i = 1; i < parts.Count; i++)
        {
            text = text.Replace($"{{{i - 1}}}", parts[i], StringComparison.Ordinal);
        }

        return text;
    });

    private static LocalText Combine(IReadOnlyList<LocalText> texts, Func<IReadOnlyList<string>, string> combine)
    {
        var languages = texts.SelectMany(t => t.Translations.Keys).Distinct(StringComparer.Ordinal);
        return new(combine([.. texts.Select(t => t.Base)]), languages.ToDictionary(l => l, l => combine([.. texts.Select(t => t.In(l))])));
    }
}
