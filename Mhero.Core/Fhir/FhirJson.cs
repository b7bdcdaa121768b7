using System.Text.Encodings.Web;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Mhero.Core.Json;

namespace Mhero.Core.Fhir;

/// <summary>FHIR JSON to models and back.</summary>
/// <remarks>
/// Reading is lenient, since mHero must not refuse resources that other systems wrote: unknown codes, malformed dates, elements and
/// types that R4 does not know are kept as they are and are written back unchanged. A value at which a typed property such as <c>Gender</c>
/// would throw is read by its meaning, or as absent (<see cref="FaultyValues"/>). Without Firely's validator, reading is about 2.5 times as fast
/// (500 Practitioners in some 4 ms).
/// </remarks>
public static class FhirJson
{
    private static readonly FhirJsonDeserializer Deserializer =
        new(new DeserializerSettings { Validator = null }.UsingMode(DeserializationMode.Recoverable));

    private static readonly JsonSerializerOptions Options = new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector);

    private static readonly JsonSerializerOptions Indented = new(Options)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads a resource.</summary>
    /// <param name="json">UTF-8, with or without a byte order mark.</param>
    /// <returns>The resource.</returns>
    /// <exception cref="JsonException">It is not JSON, or not an object with a <c>resourceType</c>.</exception>
    public static Resource Parse(ReadOnlySpan<byte> json)
    {
        if (json.StartsWith(ByteOrderMark))
        {
            json = json[ByteOrderMark.Length..];
        }

        try
        {
            return ParseAsIs(json);
        }
        catch (JsonException e)
        {
            return ParseAsIs(Repaired(json) ?? throw new JsonException("Not an R4 resource", e));
        }
    }

    private static Resource ParseAsIs(ReadOnlySpan<byte> json)
    {
        IReadOnlyList<string> faults;
        try
        {
            var reader = new Utf8JsonReader(json);
            if (Deserializer.TryDeserializeResource(ref reader, out var resource, out var issues)
                && resource is not null and not DynamicResource)
            {
                FaultyValues.SetAside(resource);
                return resource;
            }

            faults = [.. issues.Select(issue => issue.ErrorCode).Take(3)];
        }
        catch (Exception e) when (e is not (JsonException or OutOfMemoryException))
        {
            // The SDK reports most faults, and throws at some: IndexOutOfRangeException, ArgumentException and InvalidOperationException were seen.
            throw new JsonException("Not an R4 resource", e);
        }

        throw new JsonException($"Not an R4 resource ({string.Join(", ", faults)})");
    }

    /// <summary>The JSON without members that have no place in FHIR and with the replacement character for parts that are not text; null when it has neither.</summary>
    private static byte[]? Repaired(ReadOnlySpan<byte> json)
    {
        try
        {
            var text = JsonRepair.Repair(json.ToArray());
            var root = JsonNode.Parse(text.Span);
            return RemoveForeign(root) || text.Length != json.Length || !text.Span.SequenceEqual(json) ? JsonSerializer.SerializeToUtf8Bytes(root) : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Removes members without a name, and members whose name begins with an underscore and that do not hold the id and the extensions of a primitive value (R4, "JSON representation of primitive elements").</summary>
    private static bool RemoveForeign(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                var foreign = members.Where(m => m.Key is "" or "_" || (m.Key[0] == '_' && !IsOfPrimitive(m.Value))).Select(m => m.Key).ToList();
                foreign.ForEach(name => members.Remove(name));
                return members.Aggregate(foreign.Count > 0, (found, m) => RemoveForeign(m.Value) | found);
            case JsonArray list:
                return list.Aggregate(false, (found, n) => RemoveForeign(n) | found);
            default:
                return false;
        }
    }

    private static bool IsOfPrimitive(JsonNode? node) => node switch
    {
        null => true,
        JsonObject members => members.All(m => m.Key is "id" or "extension" or "fhir_comments"),
        JsonArray list => list.All(n => n is null or JsonObject && IsOfPrimitive(n)),
        _ => false,
    };

    /// <summary>Writes a resource.</summary>
    /// <param name="resource">The resource.</param>
    /// <returns>UTF-8 without a byte order mark.</returns>
    public static byte[] Serialize(Resource resource) => FaultyValues.Write(resource, static r => JsonSerializer.SerializeToUtf8Bytes(r, Options));

    /// <summary>Writes a resource for people to read and edit: indented, letters of all scripts as they are.</summary>
    /// <param name="resource">The resource.</param>
    /// <returns>UTF-8 without a byte order mark.</returns>
    public static byte[] SerializeIndented(Resource resource) => FaultyValues.Write(resource, static r => JsonSerializer.SerializeToUtf8Bytes(r, Indented));
}
