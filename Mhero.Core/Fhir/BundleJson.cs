using System.Buffers;

namespace Mhero.Core.Fhir;

/// <summary>Writes the Bundle of a request around resources, those that are written already as they are.</summary>
internal static class BundleJson
{
    /// <summary>An entry's own members, roughly.</summary>
    private const int Envelope = 400;

    /// <param name="type"><c>batch</c> or <c>transaction</c>.</param>
    /// <param name="entries">The entries.</param>
    /// <returns>UTF-8.</returns>
    public static ReadOnlyMemory<byte> Write(string type, IReadOnlyList<FhirEntry> entries)
    {
        var resources = entries.Select(JsonOf).ToList();
        var buffer = new ArrayBufferWriter<byte>(resources.Sum(r => r.Length) + (Envelope * (entries.Count + 1)));
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType"u8, "Bundle"u8);
            writer.WriteString("type"u8, type);
            if (entries.Count > 0)
            {
                writer.WriteStartArray("entry"u8);
                foreach (var (entry, resource) in entries.Zip(resources))
                {
                    Write(writer, entry, resource);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static ReadOnlyMemory<byte> JsonOf(FhirEntry entry) =>
        entry.Json.Length > 0 || entry.Resource is null ? entry.Json : FhirJson.Serialize(entry.Resource);

    private static void Write(Utf8JsonWriter writer, FhirEntry entry, ReadOnlyMemory<byte> resource)
    {
        writer.WriteStartObject();
        WriteText(writer, "fullUrl", entry.FullUrl);
        if (resource.Length > 0)
        {
            writer.WritePropertyName("resource"u8);
            writer.WriteRawValue(resource.Span, skipInputValidation: true);
        }

        writer.WriteStartObject("request"u8);
        writer.WriteString("method"u8, entry.Method.ToString());
        writer.WriteString("url"u8, entry.Url);
        WriteText(writer, "ifNoneMatch", entry.IfNoneMatch);
        WriteText(writer, "ifModifiedSince", entry.IfModifiedSince?.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture));
        WriteText(writer, "ifMatch", entry.IfMatch);
        WriteText(writer, "ifNoneExist", entry.IfNoneExist);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }
}
