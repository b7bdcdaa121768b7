namespace Mhero.Core.RapidPro.Flows;

/// <summary>
/// Reads a list of texts. A lone text is a list of one; an entry that is an object counts by its <c>text</c>, as quick
/// replies in messages have it. An entry without a text stays as an empty one, so that translations keep their places.
/// </summary>
internal sealed class LooseTextsConverter : JsonConverter<IReadOnlyList<string>>
{
    public override IReadOnlyList<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return LooseTextConverter.ReadText(ref reader) is { } lone ? [lone] : [];
        }

        List<string> texts = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            texts.Add((reader.TokenType == JsonTokenType.StartObject ? TextOf(ref reader) : LooseTextConverter.ReadText(ref reader)) ?? "");
        }

        return texts;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var text in value)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static string? TextOf(ref Utf8JsonReader reader)
    {
        using var entry = JsonDocument.ParseValue(ref reader);
        return entry.RootElement.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
    }
}
