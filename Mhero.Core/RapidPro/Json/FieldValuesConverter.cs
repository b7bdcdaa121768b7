using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mhero.Core.RapidPro.Json;

/// <summary>
/// Reads a contact's <c>fields</c>. RapidPro sends text or null; whatever else comes is kept as its JSON text, since one
/// odd value must not cost the page. Every contact of a workspace has the same keys, so they share their strings.
/// </summary>
internal sealed class FieldValuesConverter : JsonConverter<IReadOnlyDictionary<string, string?>>
{
    private const int MaxSharedLength = 64;
    private const int MaxShared = 2048;
    private static readonly ConcurrentDictionary<string, string> SharedKeys = new();

    public override IReadOnlyDictionary<string, string?> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("fields is not an object");
        }

        Dictionary<string, string?> values = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = Key(ref reader);
            reader.Read();
            values[key] = reader.TokenType switch
            {
                JsonTokenType.Null => null,
                JsonTokenType.String => reader.GetString(),
                _ => RawText(ref reader),
            };
        }

        return values;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, string?> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach ((string key, string? text) in value)
        {
            writer.WriteString(key, text);
        }

        writer.WriteEndObject();
    }

    private static string RawText(ref Utf8JsonReader reader)
    {
        using JsonDocument value = JsonDocument.ParseValue(ref reader);
        return value.RootElement.GetRawText();
    }

    private static string Key(ref Utf8JsonReader reader)
    {
        if (reader.HasValueSequence || reader.ValueSpan.Length > MaxSharedLength)
        {
            return reader.GetString()!;
        }

        Span<char> buffer = stackalloc char[MaxSharedLength];
        ReadOnlySpan<char> key = buffer[..reader.CopyString(buffer)];
        if (SharedKeys.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out string? shared))
        {
            return shared;
        }

        string made = key.ToString();
        if (SharedKeys.Count < MaxShared)
        {
            SharedKeys.TryAdd(made, made);
        }

        return made;
    }
}
