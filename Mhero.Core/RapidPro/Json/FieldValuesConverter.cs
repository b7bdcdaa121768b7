namespace Mhero.Core.RapidPro.Json;

/// <summary>
/// Reads a contact's <c>fields</c>. RapidPro sends text or null; whatever else comes is kept as its JSON text. Every
/// contact of a workspace has the same keys, so they share their strings.
/// </summary>
internal sealed class FieldValuesConverter : JsonConverter<IReadOnlyDictionary<string, string?>>
{
    private static readonly SharedStrings Keys = new();

    public override IReadOnlyDictionary<string, string?> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("fields is not an object");
        }

        Dictionary<string, string?> values = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = Keys.Read(ref reader);
            reader.Read();
            values[key] = JsonText.Read(ref reader);
        }

        return values;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, string?> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach ((var key, var text) in value)
        {
            writer.WriteString(key, text);
        }

        writer.WriteEndObject();
    }
}
