using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Tests.Mapping;

namespace Mhero.Core.Tests.Examples;

/// <summary>One of the examples that have a flow, as its files have it.</summary>
/// <param name="name">The folder's name.</param>
internal sealed class Example(string name)
{
    private static readonly string Root = Path.Combine(MappingFiles.Root, "examples");
    private static readonly JsonSerializerOptions Strict = new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector).UsingMode(DeserializationMode.Strict);
    private static readonly JsonSerializerOptions Wire = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The folders of the examples whose runs give resources, in the order of their numbers.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Root, "run.json", SearchOption.AllDirectories).Select(file => new FileInfo(file).Directory!.Name).Order(StringComparer.Ordinal)];

    /// <summary>Every file of the examples that holds a resource, relative to their folder.</summary>
    public static IReadOnlyList<string> ResourceFiles { get; } =
        [.. Directory.GetFiles(Root, "*.json", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("\"resourceType\"", StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>The first example's registry, which all others build on.</summary>
    public static IReadOnlyList<Resource> Registry { get; } = [.. ReadResource<Bundle>("1-contacts-in-step/registry.json").Entry.Select(entry => entry.Resource!)];

    /// <summary>The first example's workspace.</summary>
    public static JsonArray Contacts { get; } = Json("1-contacts-in-step/rapidpro.json")["contacts"]!.AsArray();

    public JsonNode Export { get; } = Json($"{name}/flow.json");

    public IReadOnlyList<ExampleFlow> Flows => [.. Export["flows"]!.AsArray().Select(flow => new ExampleFlow(flow!))];

    public IReadOnlyList<Questionnaire> Questionnaires { get; } =
        [.. Directory.GetFiles(Path.Combine(Root, name), "questionnaire*.json").Order(StringComparer.Ordinal).Select(file => ReadResource<Questionnaire>(Path.GetRelativePath(Root, file)))];

    public IReadOnlyList<FlowRun> Runs { get; } = Json($"{name}/run.json")["results"].Deserialize<List<FlowRun>>(Wire)!;

    public JsonArray RunDocuments { get; } = Json($"{name}/run.json")["results"]!.AsArray();

    public JsonArray Conversation { get; } = Json($"{name}/conversation.json").AsArray();

    public IReadOnlyList<Resource> Expected { get; } =
        [.. Directory.GetFiles(Path.Combine(Root, name, "expected"), "*.json").SelectMany(file => ReadResource<Bundle>(Path.GetRelativePath(Root, file)).Entry).Select(entry => entry.Resource!)];

    /// <summary>What this example adds to the registry.</summary>
    public IReadOnlyList<Resource> OwnRegistry { get; } =
        File.Exists(Path.Combine(Root, name, "registry.json")) ? [.. ReadResource<Bundle>($"{name}/registry.json").Entry.Select(entry => entry.Resource!)] : [];

    /// <summary>Contacts that only this example has.</summary>
    public JsonArray OwnContacts { get; } = File.Exists(Path.Combine(Root, name, "rapidpro.json")) ? Json($"{name}/rapidpro.json")["contacts"]!.AsArray() : [];

    /// <summary>The Questionnaire that names a flow, by its name: RapidPro gives an imported flow a new UUID.</summary>
    public Questionnaire QuestionnaireOf(string flow)
    {
        var name = Export["flows"]!.AsArray().Single(one => (string?)one!["uuid"] == flow)!["name"]!.GetValue<string>();
        return Questionnaires.Single(questionnaire => questionnaire.Identifier.Exists(id => id.System == "http://app.rapidpro.io/flow-name" && id.Value == name));
    }

    public static JsonNode Json(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Root, file)))!;

    /// <summary>Reads a resource in Firely's strict mode.</summary>
    public static T ReadResource<T>(string file)
        where T : Resource => (T)JsonSerializer.Deserialize<Resource>(File.ReadAllText(Path.Combine(Root, file)), Strict)!;
}
