using System.Text.RegularExpressions;
using Mhero.Simulator;

namespace Mhero.EndToEnd.Tests.Examples;

/// <summary>
/// What the runs of one example gave, and what they should have given, as texts that can be compared: without ids, versions and
/// the identifiers that mHero gives, with names instead of ids in references, and with the moment of a run and its UUID told by
/// which run of which contact it is.
/// </summary>
internal static partial class ExtractedResources
{
    private const string RunSystem = "http://app.rapidpro.io/run-uuid";
    private const string OwnSystem = "http://mhero.org/fhir/extracted";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The expected resources of an example.</summary>
    public static IReadOnlyList<string> Expected(string example)
    {
        var runs = ExampleFiles.SampleRuns(example).Select(run => new PlayedRun(
            (string)run["uuid"]!, (string)run["contact"]!["uuid"]!, Moment((string)run["created_on"]!), Moment((string)run["exited_on"]!))).ToList();
        return Texts(ExampleFiles.Expected(example), new Names(runs, new Dictionary<string, string>()));
    }

    /// <summary>What is in the registry because of an example's runs: what their Provenances point to and was not there before.</summary>
    public static async Task<IReadOnlyList<string>> ActualAsync(ExampleWorld world, string example)
    {
        var flows = ExampleFiles.Flows(example, world.Workspace);
        var runs = world.Workspace.Runs.Where(run => flows.Contains(run.Flow)).ToList();
        var uuids = runs.Select(run => run.Uuid.ToString()).ToHashSet();
        var responses = (await world.Registry.AllAsync("QuestionnaireResponse"))
            .Where(response => (string?)response["identifier"]?["system"] == RunSystem).ToDictionary(RegistryReader.NameOf, response => (string)response["identifier"]!["value"]!);
        var targets = (await world.Registry.AllAsync("Provenance"))
            .Where(provenance => uuids.Contains(responses.GetValueOrDefault((string)provenance["entity"]![0]!["what"]!["reference"]!, "")))
            .SelectMany(provenance => provenance["target"]!.AsArray().Select(target => (string)target!["reference"]!)).ToHashSet();
        var all = await world.Registry.AllExtractableAsync();
        var names = all.Where(resource => !world.Registry.WasThere(RegistryReader.NameOf(resource)) && FirstIdentifier(resource) is not null)
            .ToDictionary(RegistryReader.NameOf, resource => $"{resource["resourceType"]}?identifier={FirstIdentifier(resource)}");
        foreach (var (name, run) in responses)
        {
            names[name] = $"QuestionnaireResponse?identifier={RunSystem}|{run}";
        }

        var extracted = all.Where(resource => targets.Contains(RegistryReader.NameOf(resource)) && !world.Registry.WasThere(RegistryReader.NameOf(resource)));
        return Texts(extracted, new Names([.. runs.Select(Of)], names));
    }

    /// <summary>Fails with the resources that differ, whole: xunit shortens the texts of a list.</summary>
    public static void AssertSame(IReadOnlyList<string> expected, IReadOnlyList<string> actual)
    {
        var (missing, surplus) = (expected.Except(actual).ToList(), actual.Except(expected).ToList());
        Assert.True(missing.Count + surplus.Count == 0, $"Missing: {string.Join('\n', missing)}\nNot expected: {string.Join('\n', surplus)}");
        Assert.Equal(expected.Count, actual.Count);
    }

    private static PlayedRun Of(SimulatedRun run) => new(run.Uuid.ToString(), run.Contact.ToString(), run.CreatedOn!.Value, run.ExitedOn!.Value);

    private static List<string> Texts(IEnumerable<JsonObject> resources, Names names) =>
        [.. resources.Select(resource => Text(resource, names)).Order(StringComparer.Ordinal)];

    private static string Text(JsonObject resource, Names names)
    {
        var copy = resource.DeepClone().AsObject();
        copy.Remove("id");
        copy.Remove("meta");
        if (copy["identifier"] is JsonArray identifiers)
        {
            foreach (var own in identifiers.Where(identifier => (string?)identifier!["system"] == OwnSystem).ToList())
            {
                identifiers.Remove(own);
            }

            if (identifiers.Count == 0)
            {
                copy.Remove("identifier");
            }
        }
        else if ((string?)copy["identifier"]?["system"] == OwnSystem)
        {
            copy.Remove("identifier");
        }

        return Plain(copy, names)!.ToJsonString(Indented);
    }

    private static JsonNode? Plain(JsonNode? node, Names names) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Plain(member.Value, names)))),
        JsonArray a => new JsonArray([.. a.Select(item => Plain(item, names))]),
        JsonValue v when v.TryGetValue<string>(out var text) => JsonValue.Create(names.Replace(text)),
        _ => node?.DeepClone(),
    };

    private static string? FirstIdentifier(JsonObject resource)
    {
        var identifiers = resource["identifier"] is JsonArray list ? list.Select(item => item!.AsObject()) : resource["identifier"] is JsonObject one ? [one] : [];
        return identifiers.Select(identifier => $"{identifier["system"]}|{identifier["value"]}").FirstOrDefault();
    }

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private sealed record PlayedRun(string Uuid, string Contact, DateTimeOffset Began, DateTimeOffset Ended);

    /// <summary>How runs, their moments and the registry's resources are called in texts.</summary>
    private sealed class Names(IReadOnlyList<PlayedRun> runs, IReadOnlyDictionary<string, string> references)
    {
        private static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);

        private readonly Dictionary<string, string> _names = runs.OrderBy(run => run.Began).GroupBy(run => run.Contact)
            .SelectMany(own => own.Select((run, i) => (run.Uuid, Name: $"run {i + 1} of {own.Key}"))).ToDictionary(run => run.Uuid, run => run.Name);

        public string Replace(string text)
        {
            if (FullMoment().IsMatch(text))
            {
                // When a response was authored is the one thing that cannot be played again.
                var moment = Moment(text);
                return runs.Any(run => moment >= run.Began - Slack && moment <= run.Ended + Slack) ? "the moment of a run" : text;
            }

            text = references.GetValueOrDefault(text, text);
            return Uuid().Replace(text, match => _names.GetValueOrDefault(match.Value, match.Value));
        }
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")]
    private static partial Regex FullMoment();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();
}
