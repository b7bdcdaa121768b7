using System.Text.Encodings.Web;

namespace Mhero.Core.Authoring;

/// <summary>Writes the file that RapidPro imports.</summary>
internal static class ExportWriter
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file as JSON.</summary>
    /// <param name="flow">The flow definition.</param>
    /// <param name="options">Site and keywords.</param>
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

    /// <summary>A trigger for each word, as <c>keyword</c> and as its only one of <c>keywords</c>: every release reads one of both, and 9 loses further words.</summary>
    private static IEnumerable<JsonObject> Triggers(JsonObject flow, AuthoringOptions options) =>
        options.Keywords.Select(word => word.ToLowerInvariant()).Distinct(StringComparer.Ordinal).Select(word => new JsonObject
        {
            ["trigger_type"] = "K",
            ["flow"] = flow.DeepClone(),
            ["groups"] = new JsonArray(),
            ["exclude_groups"] = new JsonArray(),
            ["channel"] = null,
            ["keyword"] = word,
            ["keywords"] = new JsonArray(JsonValue.Create(word)),
            ["match_type"] = "F",
        });
}
