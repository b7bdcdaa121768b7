using System.Runtime.InteropServices;

namespace Mhero.MemoryFhir;

/// <content>Bundles of both directions: pages of searches, batches, transactions; and the capability statement.</content>
public sealed partial class FhirServer
{
    private static readonly string[] Declared =
        ["Practitioner", "PractitionerRole", "QuestionnaireResponse", "Questionnaire", "Communication", "CommunicationRequest", "Basic", "Group", "Flag"];

    private static readonly string[] Formats = ["json"];

    private byte[] Capabilities() => JsonSerializer.SerializeToUtf8Bytes(new
    {
        resourceType = "CapabilityStatement",
        status = "active",
        kind = "instance",
        fhirVersion = "4.0.1",
        format = Formats,
        rest = new[]
        {
            new { mode = "server", resource = Declared.Select(type => new { type, updateCreate = traits.TakesClientIds, conditionalUpdate = true }) },
        },
    });

    private FhirAnswer Search(string type, string text)
    {
        var query = SearchQuery.Read(text);
        var at = now();
        var states = traits.SearchLag > TimeSpan.Zero
            ? Of(type).All.Select(s => s.WrittenAt + traits.SearchLag > at ? s.Before : s).OfType<StoredResource>()
            : Of(type).Candidates(query);
        var found = query.Order(states.Where(s => !s.IsDeleted && query.Matches(s))).Select(s => (s.Type, s.Id)).ToList();
        var key = $"s{++_searchCount}";
        if (found.Count > query.Count)
        {
            _searches[key] = (query, found);
        }

        return Page(key, query, found, 0);
    }

    private FhirAnswer NextPage(string key, int page) => _searches.TryGetValue(key, out var search)
        ? Page(key, search.Query, search.Found, page)
        : FhirAnswer.Refusal(410, "expired");

    /// <summary>Shows the resources as they are by now, as HAPI does.</summary>
    private FhirAnswer Page(string key, SearchQuery query, List<(string Type, string Id)> found, int page) => new(200, ResourceJson.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType"u8, "Bundle"u8);
        writer.WriteString("type"u8, "searchset"u8);
        if (found.Count > (page + 1) * query.Count)
        {
            writer.WriteStartArray("link"u8);
            writer.WriteStartObject();
            writer.WriteString("relation"u8, "next"u8);
            writer.WriteString("url"u8, FormattableString.Invariant($"{root}_page/{key}/{page + 1}"));
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteStartArray("entry"u8);
        var shown = found.Skip(page * query.Count).Take(query.Count).Select(k => Of(k.Type).Find(k.Id)!).Where(s => !s.IsDeleted).ToList();
        shown.ForEach(resource => WriteEntry(writer, resource, query.Elements, "match"u8));
        IncludedOf(shown, query).ForEach(resource => WriteEntry(writer, resource, null, "include"u8));

        writer.WriteEndArray();
        writer.WriteEndObject();
    }));

    /// <summary>The resources to which a member of those on a page refers, each once.</summary>
    private List<StoredResource> IncludedOf(List<StoredResource> shown, SearchQuery query) => query.Include is not { } member ? [] :
    [
        .. shown.Select(resource => ((string?)resource.Content[member]?["reference"])?.Split('/')).OfType<string[]>().Where(parts => parts.Length > 1)
            .Select(parts => Of(parts[^2]).Find(parts[^1])).OfType<StoredResource>().Where(resource => !resource.IsDeleted).Distinct(),
    ];

    private void WriteEntry(Utf8JsonWriter writer, StoredResource resource, IReadOnlySet<string>? elements, ReadOnlySpan<byte> mode)
    {
        writer.WriteStartObject();
        writer.WriteString("fullUrl"u8, $"{root}{resource.Type}/{resource.Id}");
        writer.WritePropertyName("resource"u8);
        if (elements is null)
        {
            writer.WriteRawValue(resource.Json, skipInputValidation: true);
        }
        else
        {
            ResourceJson.WriteElements(writer, resource.Json!, elements);
        }

        writer.WriteStartObject("search"u8);
        writer.WriteString("mode"u8, mode);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private FhirAnswer Bundle(FhirCall call)
    {
        var bundle = JsonElement.Parse(call.Body);
        var isTransaction = bundle.GetProperty("type").GetString() == "transaction";
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        var answers = new List<FhirAnswer>();
        _undo = isTransaction ? [] : null;
        foreach (var entry in bundle.TryGetProperty("entry", out var entries) ? entries.EnumerateArray() : default)
        {
            var one = EntryOf(entry, call.IsMinimal, ids);
            var answer = FailEntry?.Invoke(one) is { } status ? FhirAnswer.Refusal(status, "transient") : Handle(one);
            if (isTransaction && answer.Status >= 400)
            {
                Undo();
                return answer;
            }

            answers.Add(answer);
            if (isTransaction && answer.Location is { } location && entry.TryGetProperty("fullUrl", out var url))
            {
                ids[url.GetString()!] = location;
            }
        }

        _undo = null;
        return new FhirAnswer(200, ResourceJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType"u8, "Bundle"u8);
            writer.WriteString("type"u8, isTransaction ? "transaction-response"u8 : "batch-response"u8);
            writer.WriteStartArray("entry"u8);
            answers.ForEach(answer => answer.WriteEntry(writer));
            writer.WriteEndArray();
            writer.WriteEndObject();
        }));
    }

    private FhirCall EntryOf(JsonElement entry, bool isMinimal, Dictionary<string, string> ids)
    {
        var body = entry.TryGetProperty("resource", out var resource) ? JsonMarshal.GetRawUtf8Value(resource).ToArray() : [];
        if (ids.Count > 0)
        {
            body = Encoding.UTF8.GetBytes(ids.Aggregate(Encoding.UTF8.GetString(body), (text, id) => text.Replace($"\"{id.Key}\"", $"\"{id.Value}\"", StringComparison.Ordinal)));
        }

        var request = entry.GetProperty("request");
        string? Text(string name) => request.TryGetProperty(name, out var value) ? value.GetString() : null;
        return new FhirCall(Text("method")!, root + Text("url")) { Body = body, IfMatch = Text("ifMatch"), IfNoneExist = Text("ifNoneExist"), IsMinimal = isMinimal };
    }

    private void Undo()
    {
        while (_undo!.TryPop(out var write))
        {
            Of(write.Type).Restore(write.Id, write.Before);
        }

        _undo = null;
    }
}
