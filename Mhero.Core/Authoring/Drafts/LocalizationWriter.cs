namespace Mhero.Core.Authoring.Drafts;

/// <summary>Writes the translations of a draft by language and UUID; a text that is equal in the base language is left out.</summary>
internal static class LocalizationWriter
{
    /// <summary>The translations.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="baseLanguage">The flow's own language.</param>
    public static JsonObject Write(IReadOnlyList<DraftNode> nodes, string baseLanguage)
    {
        var languages = nodes.SelectMany(LanguagesOf).Where(l => l != baseLanguage).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var written = new JsonObject();
        foreach (var language in languages)
        {
            var texts = new JsonObject();
            foreach (var node in nodes)
            {
                Write(texts, node, language);
            }

            written[language] = texts;
        }

        return written;
    }

    private static IEnumerable<string> LanguagesOf(DraftNode node) => node.Actions.Select(a => a.Text)
        .Concat(node.Router?.Categories.Select(c => c.Label) ?? [])
        .Concat(node.Router?.Cases.SelectMany(c => c.Arguments) ?? [])
        .OfType<LocalText>()
        .SelectMany(text => text.Translations.Keys);

    private static void Write(JsonObject texts, DraftNode node, string language)
    {
        foreach (var action in node.Actions)
        {
            Add(texts, action.Uuid, "text", language, [action.Text]);
        }

        foreach (var category in node.Router?.Categories ?? [])
        {
            Add(texts, category.Uuid, "name", language, [category.Label]);
        }

        foreach (var test in node.Router?.Cases ?? [])
        {
            Add(texts, test.Uuid, "arguments", language, test.Arguments);
        }
    }

    // RapidPro takes the arguments of a case only when all of them are there.
    private static void Add(JsonObject texts, string uuid, string property, string language, IReadOnlyList<LocalText?> values)
    {
        if (values.Any(v => v is not null && v.In(language) != v.Base))
        {
            texts[uuid] = new JsonObject { [property] = new JsonArray([.. values.Select(v => JsonValue.Create(v!.In(language)))]) };
        }
    }
}
