using System.Buffers;
using System.Text.Json;

namespace Mhero.Bench.Load.Fhir;

/// <summary>Takes a resource as it was sent and makes it one that is stored: its own id, version and time.</summary>
internal static class ResourceJson
{
    public static StoredResource Store(JsonElement sent, string type, string id, int version, long updated)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType"u8, type);
            writer.WriteString("id"u8, id);
            WriteMeta(writer, sent, version, updated);
            foreach (var member in sent.EnumerateObject())
            {
                if (!member.NameEquals("resourceType"u8) && !member.NameEquals("id"u8) && !member.NameEquals("meta"u8))
                {
                    member.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return new StoredResource(type, id, version, updated, buffer.WrittenSpan.ToArray())
        {
            Identifiers = Identifiers(sent),
            Practitioner = Reference(sent, "practitioner"),
            Subject = Reference(sent, "subject"),
            Url = Text(sent, "url"),
            BusinessVersion = Text(sent, "version"),
            Name = Text(sent, "name"),
        };
    }

    /// <summary>The resource with no members but the named ones.</summary>
    public static void WriteElements(Utf8JsonWriter writer, byte[] json, IReadOnlySet<string> elements)
    {
        using var document = JsonDocument.Parse(json);
        writer.WriteStartObject();
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (member.NameEquals("resourceType"u8) || elements.Contains(member.Name))
            {
                member.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteMeta(Utf8JsonWriter writer, JsonElement sent, int version, long updated)
    {
        writer.WriteStartObject("meta"u8);
        writer.WriteString("versionId"u8, version.ToString(System.Globalization.CultureInfo.InvariantCulture));
        writer.WriteString("lastUpdated"u8, FhirInstant.Write(updated));
        if (sent.TryGetProperty("meta"u8, out var meta))
        {
            foreach (var member in meta.EnumerateObject())
            {
                if (!member.NameEquals("versionId"u8) && !member.NameEquals("lastUpdated"u8))
                {
                    member.WriteTo(writer);
                }
            }
        }

        writer.WriteEndObject();
    }

    private static string? Reference(JsonElement sent, string name) =>
        sent.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Object ? Text(member, "reference") : null;

    private static string? Text(JsonElement sent, string name) =>
        sent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static List<string> Identifiers(JsonElement sent)
    {
        var found = new List<string>();
        if (sent.TryGetProperty("identifier"u8, out var identifiers))
        {
            // A QuestionnaireResponse has one and no list.
            foreach (var identifier in identifiers.ValueKind == JsonValueKind.Array ? identifiers.EnumerateArray().ToArray() : [identifiers])
            {
                var system = identifier.TryGetProperty("system"u8, out var s) ? s.GetString() : "";
                if (identifier.TryGetProperty("value"u8, out var v))
                {
                    found.Add($"{system}|{v.GetString()}");
                }
            }
        }

        return found;
    }
}
