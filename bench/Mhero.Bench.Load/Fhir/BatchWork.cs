using System.Text.Json;

namespace Mhero.Bench.Load.Fhir;

/// <summary>Does the entries of a batch, each by itself.</summary>
internal sealed class BatchWork(ResourceStore store, RequestCounters writes)
{
    public static string Kind(string type, bool? created) =>
        created switch { true => $"{type} created", false => $"{type} updated", null => $"{type} refused" };

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<Verdict> verdicts, bool minimal)
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType"u8, "Bundle"u8);
        writer.WriteString("type"u8, "batch-response"u8);
        writer.WriteStartArray("entry"u8);
        foreach (var (status, resource, problem) in verdicts)
        {
            writer.WriteStartObject();
            if (resource is not null && !minimal)
            {
                writer.WritePropertyName("resource"u8);
                writer.WriteRawValue(resource.Json, skipInputValidation: true);
            }

            writer.WriteStartObject("response"u8);
            writer.WriteString("status"u8, status);
            if (resource is not null)
            {
                writer.WriteString("location"u8, resource.Location);
                writer.WriteString("etag"u8, resource.ETag);
                writer.WriteString("lastModified"u8, resource.LastModified);
            }

            if (problem is not null)
            {
                writer.WritePropertyName("outcome"u8);
                FhirAnswers.WriteOutcome(writer, problem);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public Verdict Do(JsonElement entry)
    {
        try
        {
            var request = entry.GetProperty("request"u8);
            var address = request.GetProperty("url"u8).GetString()!.Split('?', 2);
            var url = address[0].Split('/');
            var resource = entry.TryGetProperty("resource"u8, out var sent) ? sent : default;
            return (request.GetProperty("method"u8).GetString(), url) switch
            {
                ("PUT", [var type]) when address is [_, var condition] => Judge(type, store.PutWhere(resource, SearchQuery.Condition(type, condition)), "Several resources match."),
                ("DELETE", [var type, var id]) => Delete(type, id),
                ("PUT", [var type, var id]) => Judge(type, store.Put(resource, type, id, Text(request, "ifMatch")), "The resource has another version."),
                ("POST", [var type]) => Create(resource, type, Text(request, "ifNoneExist")),
                _ => new Verdict("400 Bad Request", null, "Only PUT Type/id, PUT Type?condition, DELETE Type/id and POST Type are done here."),
            };
        }
        catch (FhirRefusal refusal)
        {
            return new Verdict("400 Bad Request", null, refusal.Message);
        }
    }

    private Verdict Delete(string type, string id)
    {
        if (store.Delete(type, id))
        {
            writes.Add($"{type} deleted");
        }

        return new Verdict("204 No Content", null, null);
    }

    private Verdict Create(JsonElement resource, string type, string? condition)
    {
        var created = store.Create(resource, type, condition is null ? null : SearchQuery.IdentifiersOf(condition));
        return created is { Created: false } ? new Verdict("200 OK", created.Value.Resource, null) : Judge(type, created, "Several resources match.");
    }

    private Verdict Judge(string type, (StoredResource Resource, bool Created)? done, string problem)
    {
        writes.Add(Kind(type, done?.Created));
        return done is { } verdict
            ? new Verdict(verdict.Created ? "201 Created" : "200 OK", verdict.Resource, null)
            : new Verdict("412 Precondition Failed", null, problem);
    }

    private static string? Text(JsonElement request, string name) => request.TryGetProperty(name, out var value) ? value.GetString() : null;
}
