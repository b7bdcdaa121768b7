namespace Mhero.MemoryFhir;

/// <summary>The search parameters that mHero sends, and what a resource is found by with each.</summary>
internal static class SearchParameters
{
    private static readonly string[] Codes = ["url", "version", "status", "active", "type", "questionnaire"];

    private static readonly (string Name, string Member)[] References =
    [
        ("partof", "partOf"), ("based-on", "basedOn"), ("practitioner", "practitioner"), ("subject", "subject"), ("location", "location"), ("source", "source"), ("author", "author"),
    ];

    private static readonly HashSet<string> Names = new(["_id", "_lastUpdated", "authored", "_tag", "identifier", "name", "link", "organization", .. Codes, .. References.Select(r => r.Name)], StringComparer.Ordinal);

    public static bool Knows(string name) => Names.Contains(name);

    /// <summary>What stands in a resource's keys for a value of a parameter.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="value">A code, a reference with or without its base and type, or a token's value.</param>
    /// <param name="system">The token's system, empty for one without; null for any.</param>
    public static string Key(string name, string? value, string? system = null) => system is null ? $"{name}={value}" : $"{name}={system}\n{value}";

    public static (IReadOnlySet<string> Keys, string? Name, DateTimeOffset? Authored) Of(string type, byte[] json)
    {
        var resource = JsonElement.Parse(json);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        AddTokens(keys, "identifier", Member(resource, "identifier"), "value");
        AddTokens(keys, "_tag", Member(Member(resource, "meta"), "tag"), "code");
        foreach (var name in Codes)
        {
            var value = Member(resource, name);
            foreach (var coding in Each(value).Select(v => Member(v, "coding")))
            {
                AddTokens(keys, name, coding, "code");
            }

            if (value.ValueKind is JsonValueKind.String or JsonValueKind.True or JsonValueKind.False)
            {
                keys.Add(Key(name, value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText()));
            }
        }

        foreach (var (name, member) in References.Append(("organization", type == "Location" ? "managingOrganization" : "organization")))
        {
            AddReferences(keys, name, Each(Member(resource, member)));
        }

        AddReferences(keys, "link", Each(Member(resource, "link")).Select(l => Member(l, "target")));
        var isTime = DateTimeOffset.TryParse(Text(resource, "authored"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var authored);
        return (keys, Text(resource, "name"), isTime ? authored : null);
    }

    private static void AddTokens(HashSet<string> keys, string name, JsonElement tokens, string member)
    {
        foreach (var token in Each(tokens))
        {
            if (Text(token, member) is { } value)
            {
                keys.Add(Key(name, value));
                keys.Add(Key(name, value, Text(token, "system") ?? ""));
            }
        }
    }

    /// <summary>A reference is found as a whole, as <c>Type/id</c> and by its id alone.</summary>
    private static void AddReferences(HashSet<string> keys, string name, IEnumerable<JsonElement> references)
    {
        foreach (var reference in references.Select(r => Text(r, "reference")).OfType<string>())
        {
            keys.Add(Key(name, reference));
            for (var slash = reference.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = reference.IndexOf('/', slash + 1))
            {
                keys.Add(Key(name, reference[(slash + 1)..]));
            }
        }
    }

    private static IEnumerable<JsonElement> Each(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray(),
        JsonValueKind.Undefined => [],
        _ => [element],
    };

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
