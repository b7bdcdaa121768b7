namespace Mhero.MemoryFhir;

/// <summary>An answer of the server.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">FHIR JSON in UTF-8; null for an empty body.</param>
public sealed record FhirAnswer(int Status, byte[]? Body = null)
{
    /// <summary>The version of the resource that was read or written; null where there is none.</summary>
    public string? Version { get; init; }

    /// <summary>The resource that was read or written as <c>Type/id</c>; null where there is none.</summary>
    public string? Location { get; init; }

    /// <summary>When the resource was last written, in UTC.</summary>
    public DateTimeOffset? LastModified { get; init; }

    internal static FhirAnswer Refusal(int status, string code) => new(status, ResourceJson.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType"u8, "OperationOutcome"u8);
        writer.WriteStartArray("issue"u8);
        writer.WriteStartObject();
        writer.WriteString("severity"u8, "error"u8);
        writer.WriteString("code"u8, code);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }));

    /// <summary>Writes the answer as an entry of a batch-response or a transaction-response.</summary>
    internal void WriteEntry(Utf8JsonWriter writer)
    {
        var isOutcome = Status >= 400;
        writer.WriteStartObject();
        if (!isOutcome && Body is not null)
        {
            writer.WritePropertyName("resource"u8);
            writer.WriteRawValue(Body, skipInputValidation: true);
        }

        writer.WriteStartObject("response"u8);
        writer.WriteString("status"u8, FormattableString.Invariant($"{Status}"));
        if (Location is not null)
        {
            writer.WriteString("location"u8, $"{Location}/_history/{Version}");
            writer.WriteString("etag"u8, $"W/\"{Version}\"");
            writer.WriteString("lastModified"u8, ResourceJson.Instant(LastModified!.Value));
        }

        if (isOutcome)
        {
            writer.WritePropertyName("outcome"u8);
            writer.WriteRawValue(Body, skipInputValidation: true);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
