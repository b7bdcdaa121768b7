using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.RapidPro.Webhooks;

/// <summary>Reads one body and collects what is wrong with it.</summary>
internal sealed class WebhookReader
{
    /// <summary>A body that a flow author can paste: RapidPro's own default with the run added.</summary>
    public const string DefaultBody =
        """@(json(object("contact", object("uuid", contact.uuid, "name", contact.name, "urn", contact.urn), "flow", object("uuid", run.flow.uuid, "name", run.flow.name), "run", object("uuid", run.uuid), "results", foreach_value(results, extract_object, "value", "category"))))""";

    private const string ContactPart = "\"contact\", object(\"uuid\", contact.uuid, \"name\", contact.name, \"urn\", contact.urn)";
    private const string FlowPart = "\"flow\", object(\"uuid\", run.flow.uuid, \"name\", run.flow.name)";
    private const string RunPart = "\"run\", object(\"uuid\", run.uuid)";
    private const string ResultsPart = "\"results\", foreach_value(results, extract_object, \"value\", \"category\")";
    private const int MaxKeyProblems = 10;
    private static readonly string[] ExitTypes = ["completed", "interrupted", "expired", "failed"];
    private readonly List<WebhookProblem> _problems = [];

    public IReadOnlyList<WebhookProblem> Problems => _problems;

    /// <summary>Reads it; null when there is a problem.</summary>
    public WebhookRun? Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            Report(RapidProInputCodes.NotAnObject, "", $"The webhook's body is not a JSON object: paste {DefaultBody}.");
            return null;
        }

        (var contact, var contactUuid) = Party(body, "contact", ContactPart);
        (var flow, var flowUuid) = Party(body, "flow", FlowPart);
        (var run, var runUuid) = Run(body);
        var values = Results(body);
        return _problems.Count > 0
            ? null
            : new WebhookRun(
                new ObjectReference(flowUuid, flow.Text("name")),
                new RunContact { Uuid = contactUuid, Name = contact.Text("name"), Urn = contact.Text("urn") })
            {
                Run = runUuid,
                Language = contact.Text("language"),
                Values = values,
                CreatedOn = run.Time("created_on"),
                Revision = flow.Number("revision"),
                ExitType = ExitType(run),
            };
    }

    /// <summary>The contact or the flow: an object that must have a UUID.</summary>
    private (JsonElement Part, Guid Uuid) Party(JsonElement body, string name, string paste)
    {
        var part = body.Member(name);
        if (part.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined or JsonValueKind.Null))
        {
            Report(RapidProInputCodes.NotAnObject, name, $"{name} is not an object: use {paste}.");
            return default;
        }

        var path = $"{name}.uuid";
        var uuid = part.Member("uuid");
        if (uuid.IsBlank())
        {
            Report(RapidProInputCodes.NoUuid, path, $"The webhook's body has no {path}: use {paste}.");
            return default;
        }

        return (part, Uuid(uuid, path, paste) ?? Guid.Empty);
    }

    /// <summary>The run, which may be left out, or be its UUID alone.</summary>
    private (JsonElement Part, Guid? Uuid) Run(JsonElement body)
    {
        var part = body.Member("run");
        switch (part.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                return default;
            case JsonValueKind.String:
                return (default, part.IsBlank() ? null : Uuid(part, "run", RunPart));
            case JsonValueKind.Object:
                var uuid = part.Member("uuid");
                return (part, uuid.IsBlank() ? null : Uuid(uuid, "run.uuid", RunPart));
            default:
                Report(RapidProInputCodes.NotAnObject, "run", $"run is not an object: use {RunPart}, or leave it out.");
                return default;
        }
    }

    private Dictionary<string, RunValue> Results(JsonElement body)
    {
        Dictionary<string, RunValue> values = [];
        var results = body.Member("results");
        if (results.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return values;
        }

        if (results.ValueKind != JsonValueKind.Object)
        {
            Report(RapidProInputCodes.NotAnObject, "results", $"results is not an object: use {ResultsPart}.");
            return values;
        }

        var badKeys = 0;
        foreach (var result in results.EnumerateObject())
        {
            var key = result.Name;
            if (string.IsNullOrWhiteSpace(key) || key.Length > WebhookBody.MaxKeyLength)
            {
                // A body of nothing but bad keys must not make an answer of the same size.
                if (badKeys++ < MaxKeyProblems)
                {
                    BadKey(key);
                }
            }
            else if (result.Value.ValueKind != JsonValueKind.Null)
            {
                values[key] = Value(result.Value);
            }
        }

        if (values.Count > WebhookBody.MaxResults)
        {
            Report(
                RapidProInputCodes.TooManyResults,
                "results",
                $"results has more than {WebhookBody.MaxResults} members: send those of this flow alone, {ResultsPart}.");
        }

        return values;
    }

    private static RunValue Value(JsonElement result) => result.ValueKind == JsonValueKind.Object
        ? new RunValue
        {
            Name = result.Text("name"),
            Value = result.Text("value"),
            Category = result.Text("category"),
            Input = result.Text("input"),
            Node = result.Guid("node_uuid") ?? result.Guid("node"),
            Time = result.Time("created_on") ?? result.Time("time"),
        }
        : new RunValue { Value = result.AsText() };

    // A run that goes on has the status "active" or "waiting".
    private static string? ExitType(JsonElement run) => ExitType(run.Text("exit_type")) ?? ExitType(run.Text("status"));

    private static string? ExitType(string? said) =>
        Array.Find(ExitTypes, type => string.Equals(type, said, StringComparison.OrdinalIgnoreCase));

    private Guid? Uuid(JsonElement element, string path, string paste)
    {
        if (element.ValueKind == JsonValueKind.String && Guid.TryParseExact(element.GetString()!.Trim(), "D", out var uuid) && uuid != Guid.Empty)
        {
            return uuid;
        }

        Report(RapidProInputCodes.NotAUuid, path, $"{path} is not a UUID: use {paste}.");
        return null;
    }

    private void BadKey(string key)
    {
        var shown = key.Length > WebhookBody.MaxKeyLength ? key[..WebhookBody.MaxKeyLength] + "…" : key;
        Report(
            RapidProInputCodes.BadResultKey,
            $"results.{shown}",
            $"A result's key is empty or longer than {WebhookBody.MaxKeyLength} characters: use {ResultsPart}.");
    }

    private void Report(string code, string path, string message) => _problems.Add(new WebhookProblem(code, path, message));
}
