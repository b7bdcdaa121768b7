using System.Buffers;
using System.Text.Encodings.Web;

namespace Mhero.MemoryFhir;

/// <summary>The JSON of resources: its members that the server decides, parts of it, and comparison.</summary>
internal static class ResourceJson
{
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            write(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The resource as it was sent, with the id, version and time that the server gives it.</summary>
    public static byte[] Stamp(JsonElement sent, string type, string id, int version, DateTimeOffset updated) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType"u8, type);
        writer.WriteString("id"u8, id);
        writer.WriteStartObject("meta"u8);
        writer.WriteString("versionId"u8, version.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("lastUpdated"u8, Instant(updated));
        if (sent.TryGetProperty("meta"u8, out var meta))
        {
            WriteMembers(writer, meta, name => name is not ("versionId" or "lastUpdated"));
        }

        writer.WriteEndObject();
        WriteMembers(writer, sent, name => name is not ("resourceType" or "id" or "meta"));
        writer.WriteEndObject();
    });

    /// <summary>Writes the resource with no members but the named ones and those that every answer has.</summary>
    public static void WriteElements(Utf8JsonWriter writer, byte[] json, IReadOnlySet<string> elements)
    {
        writer.WriteStartObject();
        WriteMembers(writer, JsonElement.Parse(json), name => name is "resourceType" or "id" or "meta" || elements.Contains(name));
        writer.WriteEndObject();
    }

    /// <summary>Whether two states of a resource differ in nothing but version and time.</summary>
    public static bool IsSame(byte[] one, byte[] other) => JsonNode.DeepEquals(WithoutVersion(one), WithoutVersion(other));

    /// <summary>FHIR's <c>instant</c> to the millisecond, in UTC.</summary>
    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+00:00'", CultureInfo.InvariantCulture);

    private static void WriteMembers(Utf8JsonWriter writer, JsonElement from, Func<string, bool> isWanted)
    {
        foreach (var member in from.EnumerateObject().Where(m => isWanted(m.Name)))
        {
            member.WriteTo(writer);
        }
    }

    private static JsonNode WithoutVersion(byte[] json)
    {
        var resource = JsonNode.Parse(json)!;
        var meta = resource["meta"]!.AsObject();
        meta.Remove("versionId");
        meta.Remove("lastUpdated");
        return resource;
    }
}
