using Mhero.Simulator.Api;

namespace Mhero.Simulator.Endpoints;

/// <summary>Rewrites the parameters of a flow start as RapidPro does.</summary>
internal static class StartParams
{
    private const int MaxItems = 256;
    private const int MaxLength = 640;

    /// <summary>Keys become letters, digits and underscores, lists become objects, null becomes a blank, texts are cut.</summary>
    public static JsonObject Normalise(JsonElement given)
    {
        var kept = new JsonObject();
        foreach (var member in given.EnumerateObject().Take(MaxItems))
        {
            kept[Key(member.Name)] = Value(member.Value);
        }

        return kept;
    }

    /// <summary>In the order that PostgreSQL's jsonb keeps: shorter keys first.</summary>
    public static JsonObject Stored(JsonObject given) => new(given
        .OrderBy(m => Encoding.UTF8.GetByteCount(m.Key)).ThenBy(m => m.Key, StringComparer.Ordinal)
        .Select(m => KeyValuePair.Create(m.Key, m.Value is JsonObject inner ? Stored(inner) : m.Value?.DeepClone())));

    private static JsonNode? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => Normalise(value),
        JsonValueKind.Array => new JsonObject(value.EnumerateArray().Take(MaxItems)
            .Select((item, index) => KeyValuePair.Create(index.ToString(CultureInfo.InvariantCulture), Value(item)))),
        JsonValueKind.Null => JsonValue.Create(""),
        JsonValueKind.String => JsonValue.Create(Cut(value.GetString()!)),
        _ => JsonNode.Parse(value.GetRawText()),
    };

    private static string Key(string key) => string.Concat(key.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    private static string Cut(string text) =>
        BodyField.Length(text) <= MaxLength ? text : string.Concat(text.EnumerateRunes().Take(MaxLength).Select(r => r.ToString()));
}
