using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Mhero.FaultSimulation.Registry;

/// <summary>A FHIR server in memory: reads, searches in pages, conditional writes, If-Match, batches and transactions.</summary>
/// <param name="root">Its base, with a slash at its end.</param>
/// <param name="now">Its clock.</param>
/// <param name="traits">In what it differs from other servers.</param>
internal sealed class FhirServer(string root, Func<DateTimeOffset> now, FhirTraits traits)
{
    private readonly Dictionary<(string Type, string Id), StoredResource> _stored = [];
    private readonly Dictionary<string, (List<(string Type, string Id)> Found, int Count)> _searches = new(StringComparer.Ordinal);
    private int _ids;
    private DateTimeOffset _last;

    /// <summary>Fails single entries of batches with a status; null for none.</summary>
    public Func<FhirCall, int?>? FailEntry { get; set; }

    public FhirTraits Traits => traits;

    /// <summary>How many versions were written or deleted.</summary>
    public int Writes { get; private set; }

    /// <summary>The resources of a type as they are, by the order of their ids.</summary>
    public IReadOnlyList<JsonObject> All(string type) =>
        [.. _stored.Values.Where(s => s.Type == type && !s.IsDeleted).OrderBy(s => s.Id.Length).ThenBy(s => s.Id, StringComparer.Ordinal).Select(s => s.Json!)];

    /// <summary>Puts a resource in, as a person does at the server itself.</summary>
    /// <returns>Its id.</returns>
    public string Add(JsonObject resource) => Save((string)resource["resourceType"]!, NewId(), resource).Id;

    /// <summary>Changes a resource, as a person does at the server itself.</summary>
    public void Edit(string type, string id, Action<JsonObject> change)
    {
        var copy = (JsonObject)_stored[(type, id)].Json!.DeepClone();
        change(copy);
        Save(type, id, copy);
    }

    /// <summary>Answers a request.</summary>
    public FhirAnswer Handle(FhirCall call)
    {
        var url = call.Url.StartsWith(root, StringComparison.Ordinal) ? call.Url[root.Length..] : call.Url;
        var (path, query) = url.IndexOf('?', StringComparison.Ordinal) is var at and >= 0 ? (url[..at], url[(at + 1)..]) : (url, "");
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (call.Method, parts) switch
        {
            ("GET", ["metadata"]) => new FhirAnswer(200, Capabilities().ToJsonString()),
            ("GET", ["_page", var search, var page]) => NextPage(search, int.Parse(page, CultureInfo.InvariantCulture)),
            ("GET", [var type]) => Search(type, query),
            ("POST", [var type, "_search"]) => Search(type, Encoding.ASCII.GetString(call.Body)),
            ("GET", [var type, var id]) => Read(type, id),
            ("POST", []) => Bundle(call),
            ("POST", [var type]) => Create(type, ResourceOf(call), call.IfNoneExist),
            ("PUT", [var type]) => ConditionalUpdate(type, query, ResourceOf(call)),
            ("PUT", [var type, var id]) => Update(type, id, ResourceOf(call), call.IfMatch),
            ("DELETE", [var type, var id]) => Delete(type, id),
            _ => throw new NotSupportedException($"{call.Method} {call.Url}"),
        };
    }

    private static JsonObject ResourceOf(FhirCall call) => call.Resource ?? Parse(call.Body);

    private static JsonObject Parse(byte[] body) => JsonNode.Parse(body)!.AsObject();

    private static string? Text(JsonNode? node) => node?.GetValue<string>();

    private static List<SearchTerm> Terms(string query) =>
        [.. query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).Select(p => new SearchTerm(Decode(p[0]), Decode(p.Length > 1 ? p[1] : "")))];

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private JsonObject Capabilities() => new()
    {
        ["resourceType"] = "CapabilityStatement",
        ["status"] = "active",
        ["kind"] = "instance",
        ["fhirVersion"] = "4.0.1",
        ["format"] = new JsonArray("json"),
        ["rest"] = new JsonArray(new JsonObject
        {
            ["mode"] = "server",
            ["resource"] = new JsonArray([.. new[] { "Practitioner", "PractitionerRole", "QuestionnaireResponse", "Questionnaire", "Communication", "CommunicationRequest", "Basic", "Group", "Flag" }.Select(type => new JsonObject
            {
                ["type"] = type,
                ["updateCreate"] = traits.TakesClientIds,
                ["conditionalUpdate"] = true,
            })]),
        }),
    };

    private FhirAnswer Read(string type, string id) => _stored.GetValueOrDefault((type, id)) switch
    {
        null => FhirAnswer.Refusal(404, "not-found"),
        { IsDeleted: true } => FhirAnswer.Refusal(410, "deleted"),
        var found => Said(200, found, always: true),
    };

    private FhirAnswer Search(string type, string query)
    {
        var terms = Terms(query);
        var at = now();
        var found = _stored.Values
            .Where(s => s.Type == type)
            .Select(s => s.WrittenAt + traits.SearchLag > at ? s.Before : s)
            .Where(s => s is { IsDeleted: false } && terms.TrueForAll(t => t.Matches(s.Json!)))
            .ToList();
        var sort = terms.Find(t => t.Name == "_sort")?.Value;
        var ordered = sort switch
        {
            "_lastUpdated" => found.OrderBy(s => s!.Updated).ThenBy(s => s!.Id, StringComparer.Ordinal),
            "-_lastUpdated" => found.OrderByDescending(s => s!.Updated).ThenBy(s => s!.Id, StringComparer.Ordinal),
            null or "" => found.OrderBy(s => s!.Id.Length).ThenBy(s => s!.Id, StringComparer.Ordinal),
            _ => throw new NotSupportedException($"_sort={sort}"),
        };
        var key = $"s{_searches.Count + 1}";
        var count = int.TryParse(terms.Find(t => t.Name == "_count")?.Value, out var asked) ? asked : 20;
        _searches[key] = ([.. ordered.Select(s => (s!.Type, s.Id))], count);
        return NextPage(key, 0);
    }

    private FhirAnswer NextPage(string key, int page)
    {
        if (!_searches.TryGetValue(key, out var search))
        {
            return FhirAnswer.Refusal(410, "expired");
        }

        // The page shows the resources as they are by now, as HAPI does.
        var bundle = new StringBuilder("""{"resourceType":"Bundle","type":"searchset","entry":[""");
        foreach (var stored in search.Found.Skip(page * search.Count).Take(search.Count).Select(k => _stored[k]).Where(s => !s.IsDeleted))
        {
            bundle.Append(bundle[^1] == '}' ? "," : "").Append($$$"""{"fullUrl":"{{{root}}}{{{stored.Type}}}/{{{stored.Id}}}","resource":{{{stored.Text}}},"search":{"mode":"match"}}""");
        }

        bundle.Append(']');
        if (search.Found.Count > (page + 1) * search.Count)
        {
            bundle.Append($$"""
                ,"link":[{"relation":"next","url":"{{root}}_page/{{key}}/{{page + 1}}"}]
                """);
        }

        return new FhirAnswer(200, bundle.Append('}').ToString());
    }

    private List<StoredResource> Matching(string type, string query)
    {
        var terms = Terms(query);
        return [.. _stored.Values.Where(s => s.Type == type && !s.IsDeleted && terms.TrueForAll(t => t.Matches(s.Json!)))];
    }

    private FhirAnswer Create(string type, JsonObject resource, string? ifNoneExist)
    {
        if (ifNoneExist is not null)
        {
            switch (Matching(type, ifNoneExist))
            {
                case [var only]: return Said(200, only);
                case { Count: > 1 }: return FhirAnswer.Refusal(412, "multiple-matches");
            }
        }

        return Said(201, Save(type, NewId(), resource));
    }

    private FhirAnswer ConditionalUpdate(string type, string query, JsonObject resource) => Matching(type, query) switch
    {
        [] => Said(201, Save(type, NewId(), resource)),
        [var only] => Said(200, Save(type, only.Id, resource)),
        _ => FhirAnswer.Refusal(412, "multiple-matches"),
    };

    private FhirAnswer Update(string type, string id, JsonObject resource, string? ifMatch)
    {
        var stored = _stored.GetValueOrDefault((type, id));
        if (ifMatch is not null && (stored is null || stored.IsDeleted || ifMatch.Trim('W', '/', '"') != stored.Version.ToString(CultureInfo.InvariantCulture)))
        {
            return FhirAnswer.Refusal(stored is null ? 404 : 412, stored is null ? "not-found" : "conflict");
        }

        return stored is null && !traits.TakesClientIds ? FhirAnswer.Refusal(404, "not-found") : Said(stored is null ? 201 : 200, Save(type, id, resource));
    }

    private FhirAnswer Delete(string type, string id)
    {
        if (_stored.GetValueOrDefault((type, id)) is not { IsDeleted: false } stored)
        {
            return new FhirAnswer(204);
        }

        Writes++;
        _stored[(type, id)] = stored with { Version = stored.Version + 1, Json = null, Updated = Stamp(), WrittenAt = now(), Before = stored };
        return new FhirAnswer(204);
    }

    private FhirAnswer Bundle(FhirCall call)
    {
        var bundle = Parse(call.Body);
        var isTransaction = Text(bundle["type"]) == "transaction";
        var before = isTransaction ? new Dictionary<(string, string), StoredResource>(_stored) : null;
        var entries = (bundle["entry"] as JsonArray ?? []).Select(e => e!.AsObject()).ToList();
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        var answers = new FhirAnswer[entries.Count];
        foreach (var (entry, i) in entries.Select((e, i) => (e, i)))
        {
            var request = entry["request"]!;
            var one = new FhirCall(Text(request["method"])!, root + Text(request["url"]))
            {
                Resource = ResourceOf(entry, ids),
                IfMatch = Text(request["ifMatch"]),
                IfNoneExist = Text(request["ifNoneExist"]),
            };
            var failure = FailEntry?.Invoke(one);
            answers[i] = failure is { } status ? FhirAnswer.Refusal(status, "transient") : Handle(one);
            if (isTransaction && answers[i].Status >= 400)
            {
                _stored.Clear();
                before!.ToList().ForEach(s => _stored[s.Key] = s.Value);
                return answers[i];
            }

            if (Text(entry["fullUrl"]) is { } url && answers[i].Location is { } location)
            {
                ids[url] = location;
            }
        }

        return new FhirAnswer(200, $$"""{"resourceType":"Bundle","type":"{{(isTransaction ? "transaction-response" : "batch-response")}}","entry":[{{string.Join(',', answers.Select(EntryOf))}}]}""");
    }

    /// <summary>The resource of an entry, in which references to entries before it lead to the resources that these made.</summary>
    private static JsonObject? ResourceOf(JsonObject entry, Dictionary<string, string> ids)
    {
        var resource = entry["resource"];
        _ = entry.Remove("resource");
        if (resource is null || ids.Count == 0)
        {
            return resource?.AsObject();
        }

        var text = resource.ToJsonString();
        foreach (var (urn, reference) in ids)
        {
            text = text.Replace($"\"{urn}\"", $"\"{reference}\"", StringComparison.Ordinal);
        }

        return JsonNode.Parse(text)!.AsObject();
    }

    private static string EntryOf(FhirAnswer answer)
    {
        var response = new JsonObject { ["status"] = answer.Status.ToString(CultureInfo.InvariantCulture) };
        if (answer.Location is { } location)
        {
            response["location"] = $"{location}/_history/{answer.Version}";
        }

        if (answer.Version is { } version)
        {
            response["etag"] = $"W/\"{version}\"";
        }

        if (answer.LastModified is { } modified)
        {
            response["lastModified"] = Instant(modified);
        }

        if (answer.Status >= 400)
        {
            response["outcome"] = answer.Body is null ? null : JsonNode.Parse(answer.Body);
            return $$"""{"response":{{response.ToJsonString()}}}""";
        }

        return answer.Body is { } body ? $$"""{"response":{{response.ToJsonString()}},"resource":{{body}}}""" : $$"""{"response":{{response.ToJsonString()}}}""";
    }

    private FhirAnswer Said(int status, StoredResource stored, bool always = false) => new(status, always || traits.AnswersWithResource ? stored.Text : null)
    {
        Version = stored.Version.ToString(CultureInfo.InvariantCulture),
        Location = $"{stored.Type}/{stored.Id}",
        LastModified = stored.Updated,
    };

    // The resource belongs to the server from now on.
    private StoredResource Save(string type, string id, JsonObject resource)
    {
        var before = _stored.GetValueOrDefault((type, id));
        resource["id"] = id;
        if (before?.Json is { } old && traits.KeepsVersionOfEqual && AreEqual(old, resource))
        {
            return before;
        }

        Writes++;
        var version = (before?.Version ?? 0) + 1;
        var updated = Stamp();
        if (resource["meta"] is not JsonObject meta)
        {
            resource["meta"] = meta = [];
        }

        meta["versionId"] = version.ToString(CultureInfo.InvariantCulture);
        meta["lastUpdated"] = Instant(updated);
        var visible = before is not null && before.WrittenAt + traits.SearchLag > now() ? before.Before : before;
        return _stored[(type, id)] = new StoredResource(type, id, version, updated, resource, now()) { Before = visible };
    }

    private static bool AreEqual(JsonObject old, JsonObject resource) =>
        old.Where(p => p.Key != "meta").All(p => resource.TryGetPropertyValue(p.Key, out var value) && JsonNode.DeepEquals(p.Value, value))
        && resource.All(p => p.Key == "meta" || old.ContainsKey(p.Key))
        && JsonNode.DeepEquals(TagsOf(old), TagsOf(resource));

    private static JsonObject? TagsOf(JsonObject resource)
    {
        var meta = (JsonObject?)resource["meta"]?.DeepClone();
        _ = meta?.Remove("versionId");
        _ = meta?.Remove("lastUpdated");
        return meta?.Count > 0 ? meta : null;
    }

    private DateTimeOffset Stamp()
    {
        var at = now();
        at = new DateTimeOffset(at.Ticks - (at.Ticks % TimeSpan.TicksPerMillisecond), at.Offset);
        return _last = at > _last ? at : _last;
    }

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+00:00'", CultureInfo.InvariantCulture);

    private string NewId() => (++_ids).ToString(CultureInfo.InvariantCulture);
}
