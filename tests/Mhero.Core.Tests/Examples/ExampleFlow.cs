using System.Text.RegularExpressions;

namespace Mhero.Core.Tests.Examples;

/// <summary>A flow definition, opened up for the tests.</summary>
internal sealed partial class ExampleFlow(JsonNode definition)
{
    public JsonNode Definition => definition;

    public string Uuid => Text(definition, "uuid");

    public string Name => Text(definition, "name");

    public IReadOnlyList<JsonNode> Nodes => [.. Items(definition, "nodes")];

    public IReadOnlyList<JsonNode> Actions => [.. Nodes.SelectMany(node => Items(node, "actions"))];

    public IReadOnlyList<JsonNode> Waits => [.. Nodes.Where(node => node["router"]?["wait"] is not null)];

    /// <summary>Language, UUID of what is translated, and its translations.</summary>
    public IReadOnlyList<(string Language, string Uuid, JsonObject Texts)> Translations =>
        [.. definition["localization"]!.AsObject().SelectMany(language => language.Value!.AsObject().Select(entry => (language.Key, entry.Key, entry.Value!.AsObject())))];

    /// <summary>The keys of everything that a run of the flow can have as a result.</summary>
    public IReadOnlySet<string> ResultKeys =>
        Nodes.Select(node => (string?)node["router"]?["result_name"]).OfType<string>()
            .Concat(Actions.Where(action => Text(action, "type") == "set_run_result").Select(action => Text(action, "name")))
            .Concat(Actions.Select(action => (string?)action["result_name"]).OfType<string>())
            .Select(Key).ToHashSet(StringComparer.Ordinal);

    public static string Key(string name) => NoWord().Replace(name.Trim(), "_").ToLowerInvariant();

    public static string Text(JsonNode node, string member) => (string?)node[member] ?? throw new InvalidDataException($"No {member} in {node.GetPath()}");

    public static IEnumerable<JsonNode> Items(JsonNode node, string member) => node[member]?.AsArray().OfType<JsonNode>() ?? [];

    [GeneratedRegex(@"[^\p{L}\d_]+")]
    private static partial Regex NoWord();
}
