namespace Mhero.MemoryFhir;

/// <summary>
/// A FHIR R4 server in memory: reads, searches in pages, conditional writes, If-Match, batches and transactions. Equal calls at equal times
/// have equal answers. It shares no code with mHero's gateway. It is safe from any thread.
/// </summary>
/// <param name="root">Its base, with a slash at its end.</param>
/// <param name="now">Its clock.</param>
/// <param name="traits">In what it differs from other servers.</param>
public sealed partial class FhirServer(string root, Func<DateTimeOffset> now, FhirTraits traits)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TypeStore> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (SearchQuery Query, List<(string Type, string Id)> Found)> _searches = new(StringComparer.Ordinal);
    private Stack<(string Type, string Id, StoredResource? Before)>? _undo;
    private int _ids;
    private int _searchCount;
    private DateTimeOffset _last;

    /// <summary>Fails single entries of batches with a status; null for none.</summary>
    public Func<FhirCall, int?>? FailEntry { get; set; }

    /// <summary>Is told of each write with its method, resource type and status, the entries of Bundles included.</summary>
    public Action<string, string, int>? Written { get; set; }

    /// <summary>How many versions were written or deleted.</summary>
    public int Writes { get; private set; }

    /// <summary>The resources of a type as they are, by the order of their ids, to be read only.</summary>
    public IReadOnlyList<JsonObject> All(string type) => [.. Stored(type).Select(s => s.Content)];

    /// <summary>The current versions of a type, by the order of their ids.</summary>
    public IReadOnlyList<StoredResource> Stored(string type)
    {
        lock (_gate)
        {
            return [.. new SearchQuery([]).Order(Of(type).All.Where(s => !s.IsDeleted))];
        }
    }

    /// <summary>The current version of a resource; null for one that is not there.</summary>
    public StoredResource? Find(string type, string id)
    {
        lock (_gate)
        {
            return Of(type).Find(id) is { IsDeleted: false } found ? found : null;
        }
    }

    /// <summary>Puts a resource in, as a person does at the server itself.</summary>
    /// <returns>Its id.</returns>
    public string Add(JsonObject resource)
    {
        lock (_gate)
        {
            return Save((string)resource["resourceType"]!, NewId(), JsonSerializer.SerializeToElement(resource)).Id;
        }
    }

    /// <summary>Puts a resource in under an id of the caller's, as a person does at the server itself.</summary>
    /// <param name="resource">The resource with its type and its id.</param>
    /// <param name="updated">When it was written; null for now. No version is older than the one written before it.</param>
    public void Put(JsonElement resource, DateTimeOffset? updated = null)
    {
        lock (_gate)
        {
            Save(resource.GetProperty("resourceType").GetString()!, resource.GetProperty("id").GetString()!, resource, updated);
        }
    }

    /// <summary>Changes a resource, as a person does at the server itself.</summary>
    public void Edit(string type, string id, Action<JsonObject> change)
    {
        lock (_gate)
        {
            var copy = (JsonObject)Of(type).Find(id)!.Content.DeepClone();
            change(copy);
            Save(type, id, JsonSerializer.SerializeToElement(copy));
        }
    }

    /// <summary>Answers a request.</summary>
    /// <exception cref="NotSupportedException">mHero does not ask this, so that a test that sees it has to be told.</exception>
    public FhirAnswer Handle(FhirCall call)
    {
        var url = call.Url.StartsWith(root, StringComparison.Ordinal) ? call.Url[root.Length..] : call.Url;
        var (path, query) = url.IndexOf('?', StringComparison.Ordinal) is var at and >= 0 ? (url[..at], url[(at + 1)..]) : (url, "");
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        lock (_gate)
        {
            var answer = (call.Method, parts) switch
            {
                ("GET", ["metadata"]) => new FhirAnswer(200, Capabilities()),
                ("GET", ["_page", var search, var page]) => NextPage(search, int.Parse(page, CultureInfo.InvariantCulture)),
                ("GET", [var type]) => Search(type, query),
                ("POST", [var type, "_search"]) => Search(type, Encoding.ASCII.GetString(call.Body)),
                ("GET", [var type, var id]) => Read(type, id),
                ("POST", []) => Bundle(call),
                ("POST", [var type]) => Create(call, type),
                ("PUT", [var type]) => ConditionalUpdate(call, type, query),
                ("PUT", [var type, var id]) => Update(call, type, id),
                ("DELETE", [var type, var id]) => Delete(type, id),
                _ => throw new NotSupportedException($"{call.Method} {call.Url}"),
            };
            if (call.Writes && parts is [var written, ..])
            {
                Written?.Invoke(call.Method, written, answer.Status);
            }

            return answer;
        }
    }

    private TypeStore Of(string type) => _types.TryGetValue(type, out var store) ? store : _types[type] = new TypeStore();

    private FhirAnswer Read(string type, string id) => Of(type).Find(id) switch
    {
        null => FhirAnswer.Refusal(404, "not-found"),
        { IsDeleted: true } => FhirAnswer.Refusal(410, "deleted"),
        var found => AnswerOf(200, found, hasBody: true),
    };

    private List<StoredResource> Matching(string type, string condition)
    {
        var query = SearchQuery.Read(condition);
        return query.Terms.Count == 0
            ? throw new NotSupportedException($"The condition {type}?{condition}")
            : [.. Of(type).Candidates(query).Where(s => !s.IsDeleted && query.Matches(s))];
    }

    private FhirAnswer Create(FhirCall call, string type)
    {
        switch (call.IfNoneExist is { } condition ? Matching(type, condition) : [])
        {
            case [var only]: return AnswerOf(200, only, HasBody(call));
            case { Count: > 1 }: return FhirAnswer.Refusal(412, "multiple-matches");
            default: return AnswerOf(201, Save(type, NewId(), JsonElement.Parse(call.Body)), HasBody(call));
        }
    }

    private FhirAnswer ConditionalUpdate(FhirCall call, string type, string query) => Matching(type, query) switch
    {
        [] => AnswerOf(201, Save(type, NewId(), JsonElement.Parse(call.Body)), HasBody(call)),
        [var only] => AnswerOf(200, Save(type, only.Id, JsonElement.Parse(call.Body)), HasBody(call)),
        _ => FhirAnswer.Refusal(412, "multiple-matches"),
    };

    private FhirAnswer Update(FhirCall call, string type, string id)
    {
        var stored = Of(type).Find(id);
        if (call.IfMatch is { } match && (stored is null || stored.IsDeleted || match.Trim('W', '/', '"') != VersionOf(stored)))
        {
            return FhirAnswer.Refusal(stored is null ? 404 : 412, stored is null ? "not-found" : "conflict");
        }

        return stored is null && !traits.TakesClientIds
            ? FhirAnswer.Refusal(404, "not-found")
            : AnswerOf(stored is null ? 201 : 200, Save(type, id, JsonElement.Parse(call.Body)), HasBody(call));
    }

    private FhirAnswer Delete(string type, string id)
    {
        if (Of(type).Find(id) is { IsDeleted: false } stored)
        {
            Set(new StoredResource(type, id, stored.Version + 1, Time(null), null) { WrittenAt = now(), Before = stored });
        }

        return new FhirAnswer(204);
    }

    private bool HasBody(FhirCall call) => traits.AnswersWithResource && !call.IsMinimal;

    private static FhirAnswer AnswerOf(int status, StoredResource stored, bool hasBody) => new(status, hasBody ? stored.Json : null)
    {
        Version = VersionOf(stored),
        Location = $"{stored.Type}/{stored.Id}",
        LastModified = stored.Updated,
    };

    private static string VersionOf(StoredResource stored) => stored.Version.ToString(CultureInfo.InvariantCulture);

    private StoredResource Save(string type, string id, JsonElement resource, DateTimeOffset? updated = null)
    {
        var before = Of(type).Find(id);
        var version = (before?.Version ?? 0) + 1;
        var time = Time(updated);
        var json = ResourceJson.Stamp(resource, type, id, version, time);
        return before?.Json is { } old && traits.KeepsVersionOfEqual && ResourceJson.IsSame(old, json)
            ? before
            : Set(new StoredResource(type, id, version, time, json)
            {
                WrittenAt = now(),
                Before = before is not null && before.WrittenAt + traits.SearchLag > now() ? before.Before : before,
            });
    }

    private StoredResource Set(StoredResource stored)
    {
        Writes++;
        _undo?.Push((stored.Type, stored.Id, Of(stored.Type).Find(stored.Id)));
        Of(stored.Type).Set(stored);
        return stored;
    }

    private DateTimeOffset Time(DateTimeOffset? updated)
    {
        var at = updated ?? now();
        at = new DateTimeOffset(at.Ticks - (at.Ticks % TimeSpan.TicksPerMillisecond), at.Offset);
        return _last = at > _last ? at : _last;
    }

    private string NewId() => (++_ids).ToString(CultureInfo.InvariantCulture);
}
