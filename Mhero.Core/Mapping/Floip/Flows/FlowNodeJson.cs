namespace Mhero.Core.Mapping.Floip.Flows;

/// <summary>Reads the JSON of RapidPro's definitions, in which every member may be missing or null.</summary>
internal static class FlowNodeJson
{
    /// <summary>A scalar as text; null when it is missing or something else.</summary>
    public static string? Text(JsonObject? json, string key) => json?[key] is JsonValue value ? value.ToString() : null;

    /// <summary>The objects of a list; empty when it is missing.</summary>
    public static IReadOnlyList<JsonObject> Objects(JsonObject? json, string key) => [.. (json?[key] as JsonArray ?? []).OfType<JsonObject>()];

    /// <summary>The texts of a list; empty when it is missing.</summary>
    public static IReadOnlyList<string> Texts(JsonObject? json, string key) => [.. (json?[key] as JsonArray ?? []).OfType<JsonValue>().Select(v => v.ToString())];
}
