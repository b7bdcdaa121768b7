namespace Mhero.Core.Tests.Mapping.Floip.Flows;

/// <summary>Every flow among the examples and the recordings, as the file that it stands in.</summary>
internal static class FlowFiles
{
    public static IReadOnlyList<(string Name, JsonObject Export)> All { get; } =
    [
        .. new[] { ("examples", "flow.json"), ("tests/rapidpro-samples", "definitions*.json") }
            .SelectMany(f => Directory.EnumerateFiles(Path.Combine(MappingFiles.Root, f.Item1), f.Item2, SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal)
            .Select(file => (Path.GetRelativePath(MappingFiles.Root, file), ExportOf(JsonNode.Parse(File.ReadAllText(file))!)))
            .Where(f => f.Item2 is not null)
            .Select(f => (f.Item1, f.Item2!)),
    ];

    public static JsonObject ExportNamed(string name) => All.Single(f => f.Name == name).Export;

    private static JsonObject? ExportOf(JsonNode file) => file switch
    {
        JsonObject { Count: > 0 } root when root["flows"] is JsonArray flows && flows.OfType<JsonObject>().Any(f => f["nodes"] is JsonArray) => (JsonObject)root.DeepClone(),
        JsonObject root => root.Select(p => p.Value).OfType<JsonObject>().Select(ExportOf).FirstOrDefault(e => e is not null),
        _ => null,
    };
}
