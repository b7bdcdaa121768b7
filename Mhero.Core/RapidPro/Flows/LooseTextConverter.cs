namespace Mhero.Core.RapidPro.Flows;

/// <summary>
/// Reads a text. RapidPro writes text; a number or a truth value, which tools that make flows write, becomes its JSON text,
/// and an object or a list, as an action of another type may have under the same name, is none.
/// </summary>
internal sealed class LooseTextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadText(ref reader);

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    /// <summary>The value under the reader, which stays on its last token; null when it is not a text.</summary>
    public static string? ReadText(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                using (var scalar = JsonDocument.ParseValue(ref reader))
                {
                    return scalar.RootElement.GetRawText();
                }

            default:
                reader.Skip();
                return null;
        }
    }
}
