using Mhero.DevHost.Services;
using Mhero.Simulator;

namespace Mhero.EndToEnd.Tests.Examples;

/// <summary>What the files of the examples say.</summary>
internal static class ExampleFiles
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(NodeModules.Folder, "..", "..", "..", "examples"));

    /// <summary>The examples that have a flow.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Root, "resources.json", SearchOption.AllDirectories).Select(file => new FileInfo(file).Directory!.Parent!.Name).Order(StringComparer.Ordinal)];

    public static JsonNode Read(string example, string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Root, example, file)))!;

    /// <summary>The resources that are to be in the registry after the example's conversations.</summary>
    public static IReadOnlyList<JsonObject> Expected(string example) =>
        [.. Read(example, "expected/resources.json")["entry"]!.AsArray().Select(entry => entry!["resource"]!.AsObject())];

    public static IReadOnlyList<JsonObject> SampleRuns(string example) => [.. Read(example, "run.json")["results"]!.AsArray().Select(run => run!.AsObject())];

    /// <summary>The UUIDs that the example's flows have in a workspace, which gives them new ones on import.</summary>
    public static IReadOnlyList<Guid> Flows(string example, RapidProWorkspace workspace)
    {
        var names = Read(example, "flow.json")["flows"]!.AsArray().Select(flow => (string)flow!["name"]!).ToHashSet();
        return [.. workspace.Flows.Where(flow => names.Contains(flow.Name)).Select(flow => flow.Uuid)];
    }
}
