using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mhero.Core.Authoring;

/// <summary>Writes the file that RapidPro imports.</summary>
internal static class ExportWriter
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file as JSON.</summary>
    /// <param name="flow">The flow definition.</param>
    /// <param name="options">Site, keywords and the release that imports it.</param>
    public static string Write(JsonObject flow, AuthoringOptions options)
    {
        var reference = new JsonObject { ["uuid"] = (string?)flow["uuid"], ["name"] = (string?)flow["name"] };
        return new JsonObject
        {
            ["version"] = "13",
            ["site"] = options.Site,
            ["flows"] = new JsonArray(flow),
            ["campaigns"] = new JsonArray(),
            ["triggers"] = new JsonArray([.. Triggers(reference, options)]),
            ["fields"] = new JsonArray(),
            ["groups"] = new JsonArray(),
        }.ToJsonString(Indented) + "\n";
    }

    private static IEnumerable<JsonObject> Triggers(JsonObject flow, AuthoringOptions options)
    {
        List<string> words = [.. options.Keywords.Select(word => word.ToLowerInvariant()).Distinct(StringComparer.Ordinal)];
        if (words.Count == 0)
        {
            return [];
        }

        return options.Target is RapidProTarget.V7_4 or RapidProTarget.V8
            ? words.Select(word => Trigger(flow, new() { ["keyword"] = word }))
            : [Trigger(flow, new() { ["keywords"] = new JsonArray([.. words.Select(word => JsonValue.Create(word))]), ["match_type"] = "F" })];
    }

    private static JsonObject Trigger(JsonObject flow, JsonObject words)
    {
        var trigger = new JsonObject
        {
            ["trigger_type"] = "K",
            ["flow"] = flow.DeepClone(),
            ["groups"] = new JsonArray(),
            ["exclude_groups"] = new JsonArray(),
            ["channel"] = null,
        };
        foreach (var (member, value) in words)
        {
            trigger[member] = value?.DeepClone();
        }

        return trigger;
    }
}
