using Mhero.Core.Fhir;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Messaging;

/// <summary>A workspace of flows, and a registry with an implementer's Questionnaires.</summary>
internal sealed class FlowWorld : IDisposable
{
    private readonly List<string> _flows = [];
    private readonly Dictionary<Guid, string> _definitions = [];
    private readonly List<string> _own = [];

    public FlowWorld(params (string Name, string Value)[] settings)
    {
        Registry = new RegistryApp(settings) { RapidPro = Answer };

        // The registry in memory finds no identifier by its system alone.
        Registry.AnswerOf = asked => asked.StartsWith($"Questionnaire?identifier={MheroSystems.FlowUuid}|&", StringComparison.Ordinal) ? RegistryApp.Found([.. _own]) : null;
    }

    public RegistryApp Registry { get; }

    /// <summary>Whether RapidPro answers.</summary>
    public bool IsDown { get; set; }

    /// <summary>Whether RapidPro has the deprecated endpoint of definitions.</summary>
    public bool HasDefinitions { get; set; } = true;

    public static Guid FlowOf(int number) => Guid.Parse($"4b2c1a55-0d7f-4f0e-9a3b-00000000{number:0000}");

    public void Dispose() => Registry.Dispose();

    /// <summary>Adds a flow with results.</summary>
    public void Add(int number, string name, bool archived = false, params string[] results) => _flows.Add(string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"uuid":"{{FlowOf(number)}}","name":"{{name}}","type":"message","archived":{{(archived ? "true" : "false")}},"created_on":"2026-01-0{{((number - 1) % 9) + 1}}T00:00:00Z","results":[{{string.Join(',', results.Select(r => $$"""{"key":"{{r}}","name":"{{r}}","categories":[],"node_uuids":[]}"""))}}]}"""));

    /// <summary>Removes all flows.</summary>
    public void Clear() => _flows.Clear();

    /// <summary>Gives a flow its definition, with calls of these addresses.</summary>
    public void Define(int number, params string[] urls) => _definitions[FlowOf(number)] =
        $$"""{"uuid":"{{FlowOf(number)}}","name":"F","spec_version":"13.1.0","language":"eng","type":"messaging","nodes":[{"uuid":"n","exits":[],"actions":[{{string.Join(',', urls.Select(u => $$"""{"uuid":"a","type":"call_webhook","url":"{{u}}","method":"POST","headers":{"X-Mhero-Secret":"secret"} }"""))}}]}]}""";

    /// <summary>Adds an implementer's Questionnaire.</summary>
    public void AddOwn(string id, string flow, string items = "", string system = MheroSystems.FlowUuid)
    {
        var json = $$"""{"resourceType":"Questionnaire","id":"{{id}}","url":"http://example.org/{{id}}","status":"active","identifier":[{"system":"{{system}}","value":"{{flow}}"}],"item":[{{items}}]}""";
        _own.Add(json);
        Registry.Put(json);
    }

    private HttpResponseMessage Answer(string url)
    {
        if (IsDown)
        {
            return AnsweringHandler.Json("{}", 500);
        }

        if (url.Contains("/definitions.json", StringComparison.Ordinal))
        {
            return HasDefinitions
                ? AnsweringHandler.Json($$"""{"version":"13","site":null,"flows":[{{string.Join(',', _definitions.Where(d => url.Contains(d.Key.ToString(), StringComparison.Ordinal)).Select(d => d.Value))}}]}""")
                : AnsweringHandler.Json("{}", 404);
        }

        Assert.Contains("/flows.json", url, StringComparison.Ordinal);
        var uuid = url.Split("uuid=").ElementAtOrDefault(1)?[..36];
        return AnsweringHandler.Json($$"""{"next":null,"previous":null,"results":[{{string.Join(',', _flows.Where(f => uuid is null || f.Contains(uuid, StringComparison.Ordinal)))}}]}""");
    }
}
