using System.Text.Json;

namespace Mhero.Bench.Load.Fhir;

/// <summary>Writes the resources that are no one's: pages, outcomes, the capability statement.</summary>
internal static class FhirAnswers
{
    public static void WritePage(Utf8JsonWriter writer, Uri baseUrl, List<StoredResource> page, IReadOnlySet<string>? elements, string? next)
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType"u8, "Bundle"u8);
        writer.WriteString("type"u8, "searchset"u8);
        writer.WriteStartArray("link"u8);
        if (next is not null)
        {
            writer.WriteStartObject();
            writer.WriteString("relation"u8, "next"u8);
            writer.WriteString("url"u8, next);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (page.Count > 0)
        {
            writer.WriteStartArray("entry"u8);
            page.ForEach(resource => WriteEntry(writer, baseUrl, resource, elements));
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    public static void WriteOutcome(Utf8JsonWriter writer, string message)
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType"u8, "OperationOutcome"u8);
        writer.WriteStartArray("issue"u8);
        writer.WriteStartObject();
        writer.WriteString("severity"u8, "error"u8);
        writer.WriteString("code"u8, "processing"u8);
        writer.WriteString("diagnostics"u8, message);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void WriteCapabilities(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType"u8, "CapabilityStatement"u8);
        writer.WriteString("status"u8, "active"u8);
        writer.WriteString("date"u8, "2026-01-01"u8);
        writer.WriteString("kind"u8, "instance"u8);
        writer.WriteString("fhirVersion"u8, "4.0.1"u8);
        writer.WriteStartArray("format"u8);
        writer.WriteStringValue("application/fhir+json"u8);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter writer, Uri baseUrl, StoredResource resource, IReadOnlySet<string>? elements)
    {
        writer.WriteStartObject();
        writer.WriteString("fullUrl"u8, $"{baseUrl}/{resource.Type}/{resource.Id}");
        writer.WritePropertyName("resource"u8);
        if (elements is null)
        {
            writer.WriteRawValue(resource.Json, skipInputValidation: true);
        }
        else
        {
            ResourceJson.WriteElements(writer, resource.Json, elements);
        }

        writer.WriteStartObject("search"u8);
        writer.WriteString("mode"u8, "match"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
