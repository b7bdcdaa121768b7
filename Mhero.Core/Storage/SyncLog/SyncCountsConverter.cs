namespace Mhero.Core.Storage.SyncLog;

/// <summary>Counts as a JSON object of numbers.</summary>
internal sealed class SyncCountsConverter : JsonConverter<SyncCounts>
{
    public override SyncCounts Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Counts are an object of numbers.");
        }

        var counts = SyncCounts.Empty;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            counts = counts.Add(name, reader.GetInt64());
        }

        return counts;
    }

    public override void Write(Utf8JsonWriter writer, SyncCounts value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, count) in value.Values)
        {
            writer.WriteNumber(name, count);
        }

        writer.WriteEndObject();
    }
}
