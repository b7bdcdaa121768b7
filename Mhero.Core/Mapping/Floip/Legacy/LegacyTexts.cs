namespace Mhero.Core.Mapping.Floip.Legacy;

/// <summary>
/// Texts of the old engine are objects with a text for each language, or one text alone. The text of the base language goes into the node, and
/// the others into the flow's localization.
/// </summary>
/// <param name="language">The flow's base language.</param>
/// <param name="expressions">Translates the expressions in the texts.</param>
internal sealed class LegacyTexts(string language, LegacyExpressions expressions)
{
    /// <summary>The translations: language, then the uuid of the part, then its property.</summary>
    public JsonObject Localization { get; } = [];

    /// <summary>The expressions in texts.</summary>
    public LegacyExpressions Expressions => expressions;

    /// <summary>The text of the base language, with translated expressions; any other where there is none of it.</summary>
    /// <param name="text">A text, or an object with one for each language.</param>
    /// <param name="path">The node.</param>
    /// <returns>Null for none.</returns>
    public string? Base(JsonNode? text, string path) => text switch
    {
        JsonValue value => expressions.Translate(value.ToString(), path),
        JsonObject byLanguage => (byLanguage[language] ?? byLanguage["base"] ?? byLanguage.Select(p => p.Value).FirstOrDefault(v => v is not null)) is JsonValue value ? expressions.Translate(value.ToString(), path) : null,
        _ => null,
    };

    /// <summary>Adds the translations of a text to the localization.</summary>
    /// <param name="text">A text, or an object with one for each language.</param>
    /// <param name="uuid">The part that has the text.</param>
    /// <param name="property">Its property.</param>
    /// <param name="path">The node.</param>
    /// <param name="change">Changes each translation; null leaves it as it is.</param>
    public void Translate(JsonNode? text, string uuid, string property, string path, Func<string, string>? change = null)
    {
        foreach (var (other, value) in LanguagesOf(text))
        {
            Set(other, uuid, property, [(change ?? (t => t))(expressions.Translate(value, path))]);
        }
    }

    /// <summary>Adds the translations of a list of texts; a language that lacks one of them has an empty text there.</summary>
    public void TranslateAll(IReadOnlyList<JsonNode?> texts, string uuid, string property, string path)
    {
        foreach (var other in texts.SelectMany(LanguagesOf).Select(l => l.Language).Distinct())
        {
            Set(other, uuid, property, [.. texts.Select(t => LanguagesOf(t).FirstOrDefault(l => l.Language == other).Text is { } found ? expressions.Translate(found, path) : "")]);
        }
    }

    private IEnumerable<(string Language, string Text)> LanguagesOf(JsonNode? text) =>
        (text as JsonObject ?? []).Where(p => p.Key != language && p.Key != "base" && p.Value is JsonValue).Select(p => (p.Key, p.Value!.ToString())).Where(p => p.Item2.Length > 0);

    private void Set(string other, string uuid, string property, IEnumerable<string> texts)
    {
        var byPart = Child(Localization, other);
        Child(byPart, uuid)[property] = new JsonArray([.. texts.Select(t => (JsonNode?)t)]);
    }

    private static JsonObject Child(JsonObject json, string key)
    {
        if (json[key] is not JsonObject child)
        {
            json[key] = child = [];
        }

        return child;
    }
}
