using System.Text.Json;

namespace Mhero.Bench.Load.Fhir;

/// <summary>Why a request or an entry was refused.</summary>
internal static class OperationOutcome
{
    public static void Write(Utf8JsonWriter writer, string message)
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
}
