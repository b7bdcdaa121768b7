using Mhero.Bench.Load.World;
using Mhero.Core.Fhir;
using Mhero.MemoryFhir;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Mhero.Bench.Load.Fhir;

/// <summary>
/// QuestionnaireResponses that are made of their number when they are asked for, so that a registry has a million of them without their memory: number 0 is the
/// latest, each one is a minute older than the one before. Each has a Provenance and four extracted Observations. A search goes through the numbers as an
/// indexed server goes through its index, from the latest on, and stops with its page.
/// </summary>
internal sealed class GeneratedResponses(string root, DateTimeOffset latest)
{
    public const int Forms = 20;
    public const int Workers = 5_000;
    public const int Facilities = 1_000;

    private const int Extracted = 4;
    private const int DefaultPage = 100;
    private const int MaxPage = 1_000;

    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(1);

    /// <summary>How many responses there are.</summary>
    public int Count { get; set; }

    public static string FormUrl(int form) => string.Create(CultureInfo.InvariantCulture, $"http://example.org/fhir/Questionnaire/form-{form}");

    public static string IdOf(int response) => string.Create(CultureInfo.InvariantCulture, $"r-{response}");

    /// <summary>Answers a request for what is made; null for all else.</summary>
    public FhirAnswer? Answer(FhirCall call)
    {
        if (call is { Method: "POST", Url: "" })
        {
            return Batch(JsonNode.Parse(call.Body)!["entry"]!.AsArray());
        }

        var (path, query) = call.Url.IndexOf('?', StringComparison.Ordinal) is var at and >= 0 ? (call.Url[..at], call.Url[(at + 1)..]) : (call.Url, "");
        var text = call.Method == "POST" ? Encoding.UTF8.GetString(call.Body) : query;
        return path.Split('/') switch
        {
            ["QuestionnaireResponse", "_search"] or ["QuestionnaireResponse"] => Json(Search(text)),
            ["QuestionnaireResponse", var id] when call.Method == "GET" => NumberOf(id) is { } number ? Json(Response(number, true)) : new FhirAnswer(404),
            ["Provenance", "_search"] or ["Provenance"] => Json(Bundle(ProvenanceOf(QueryHelpers.ParseQuery(text)["entity"].ToString()), null)),
            ["Observation", "_search"] or ["Observation"] => Json(Bundle(ValuesOf(QueryHelpers.ParseQuery(text), "_id").Select(Observation), null)),
            _ => null,
        };
    }

    /// <summary>Long searches come in a batch.</summary>
    private FhirAnswer? Batch(JsonArray entries)
    {
        var answers = entries.Select(entry => Answer(new FhirCall((string)entry!["request"]!["method"]!, (string)entry["request"]!["url"]!))).ToList();
        return answers.Exists(answer => answer?.Body is null) ? null : Json(new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["type"] = "batch-response",
            ["entry"] = new JsonArray([.. answers.Select(answer => new JsonObject { ["response"] = new JsonObject { ["status"] = "200" }, ["resource"] = JsonNode.Parse(answer!.Body!) })]),
        });
    }

    private static FhirAnswer Json(JsonNode resource) => new(200, Encoding.UTF8.GetBytes(resource.ToJsonString()));

    private static IEnumerable<string> ValuesOf(Dictionary<string, StringValues> query, string name) =>
        query.GetValueOrDefault(name).SelectMany(value => value!.Split(','));

    private JsonObject Search(string text)
    {
        var query = QueryHelpers.ParseQuery(text);
        var (from, before) = (0, Count);


        // Each was written when it was authored.
        foreach (var authored in query.GetValueOrDefault("authored").Concat(query.GetValueOrDefault("_lastUpdated")))
        {
            var time = DateTimeOffset.Parse(authored![2..].Replace(' ', '+'), CultureInfo.InvariantCulture);
            (from, before) = authored.StartsWith("ge", StringComparison.Ordinal)
                ? (from, Math.Min(before, (int)((latest - time) / Apart) + 1))
                : (Math.Max(from, (int)((latest - time) / Apart) + 1), before);
        }

        from = query.TryGetValue("_after", out var after) ? int.Parse(after.ToString(), CultureInfo.InvariantCulture) : from;
        var sources = query.ContainsKey("source") ? ValuesOf(query, "source").Select(source => source["Practitioner/".Length..]).ToHashSet(StringComparer.Ordinal) : null;
        var workers = sources is null ? null : Enumerable.Range(0, Workers).Where(worker => sources.Contains(Workforce.PractitionerId(worker))).ToHashSet();
        var urls = query.ContainsKey("questionnaire") ? ValuesOf(query, "questionnaire").Select(url => url.Split('|')[0]).ToHashSet(StringComparer.Ordinal) : null;
        var forms = urls is null ? null : Enumerable.Range(0, Forms).Where(form => urls.Contains(FormUrl(form))).ToHashSet();
        var runs = query.ContainsKey("identifier") ? ValuesOf(query, "identifier").Select(run => Guid.TryParse(run.Split('|')[^1], out var uuid) ? Survey.NumberOf(uuid) : -1).ToHashSet() : null;
        var size = Math.Clamp(int.TryParse(query.GetValueOrDefault("_count").ToString(), CultureInfo.InvariantCulture, out var count) ? count : DefaultPage, 1, MaxPage);
        var hasItems = !query.TryGetValue("_elements", out var elements) || elements.ToString().Split(',').Contains("item");

        var found = new List<JsonObject>();
        for (var number = from; number < before; number++)
        {
            if ((workers is null || workers.Contains(number % Workers)) && (forms is null || forms.Contains(FormOf(number))) && (runs is null || runs.Contains(number)))
            {
                if (found.Count == size)
                {
                    var rest = string.Join('&', text.Split('&').Where(part => !part.StartsWith("_after=", StringComparison.Ordinal)));
                    return Bundle(found, string.Create(CultureInfo.InvariantCulture, $"{root}/QuestionnaireResponse?{rest}&_after={number}"));
                }

                found.Add(Response(number, hasItems));
            }
        }

        return Bundle(found, null);
    }

    /// <summary>A worker answers all forms in turn.</summary>
    private static int FormOf(int response) => (response + (response / Workers)) % Forms;

    private int? NumberOf(string id) => id.StartsWith("r-", StringComparison.Ordinal) && int.TryParse(id[2..], CultureInfo.InvariantCulture, out var number) && number < Count ? number : null;

    private JsonObject Response(int number, bool hasItems)
    {
        var authored = (latest - (number * Apart)).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var response = new JsonObject
        {
            ["resourceType"] = "QuestionnaireResponse",
            ["id"] = IdOf(number),
            ["meta"] = new JsonObject { ["versionId"] = "1", ["lastUpdated"] = authored },
            ["identifier"] = new JsonObject { ["system"] = MheroSystems.RunUuid, ["value"] = Survey.Run(number).ToString() },
            ["questionnaire"] = $"{FormUrl(FormOf(number))}|1",
            ["status"] = "completed",
            ["subject"] = new JsonObject { ["reference"] = string.Create(CultureInfo.InvariantCulture, $"Location/facility-{number % Workers % Facilities:D7}") },
            ["authored"] = authored,
            ["source"] = new JsonObject { ["reference"] = $"Practitioner/{Workforce.PractitionerId(number % Workers)}" },
        };
        if (hasItems)
        {
            response["item"] = new JsonArray([.. Enumerable.Range(0, 5).Select(item => new JsonObject
            {
                ["linkId"] = string.Create(CultureInfo.InvariantCulture, $"q{item}"),
                ["answer"] = new JsonArray(new JsonObject { ["valueInteger"] = (number + item) % 100 }),
            })]);
        }

        return response;
    }

    private IEnumerable<JsonObject> ProvenanceOf(string entity) => NumberOf(entity.Split('/')[^1]) is { } number
        ?
        [
            new JsonObject
            {
                ["resourceType"] = "Provenance",
                ["id"] = $"p-{number}",
                ["target"] = new JsonArray([.. Enumerable.Range(0, Extracted).Select(one => new JsonObject { ["reference"] = $"Observation/o-{number}-{one}" })]),
                ["recorded"] = "2026-11-30T08:00:00Z",
                ["agent"] = new JsonArray(new JsonObject { ["who"] = new JsonObject { ["reference"] = "Device/mhero" } }),
                ["entity"] = new JsonArray(new JsonObject { ["role"] = "source", ["what"] = new JsonObject { ["reference"] = $"QuestionnaireResponse/{IdOf(number)}" } }),
            },
        ]
        : [];

    /// <summary>The first Observation of a response has the others as members.</summary>
    private static JsonObject Observation(string id)
    {
        var observation = new JsonObject { ["resourceType"] = "Observation", ["id"] = id, ["status"] = "final", ["code"] = new JsonObject { ["text"] = "Doses" } };
        if (id.EndsWith("-0", StringComparison.Ordinal))
        {
            observation["hasMember"] = new JsonArray([.. Enumerable.Range(1, Extracted - 1).Select(one => new JsonObject { ["reference"] = $"Observation/{id[..^1]}{one}" })]);
        }

        return observation;
    }

    private JsonObject Bundle(IEnumerable<JsonObject> resources, string? next)
    {
        var bundle = new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["type"] = "searchset",
            ["entry"] = new JsonArray([.. resources.Select(resource => new JsonObject
            {
                ["fullUrl"] = $"{root}/{resource["resourceType"]}/{resource["id"]}",
                ["resource"] = resource,
                ["search"] = new JsonObject { ["mode"] = "match" },
            })]),
        };
        if (next is not null)
        {
            bundle["link"] = new JsonArray(new JsonObject { ["relation"] = "next", ["url"] = next });
        }

        return bundle;
    }
}
