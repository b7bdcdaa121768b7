using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.RapidPro.Json;

/// <summary>
/// Reads a run's <c>values</c>. Runs are read by the ten thousand and those of a flow have the same keys, names and
/// categories, so they share their strings and a run without results shares its empty dictionary. What should be text and
/// is not is kept as its JSON text; a node or a time that is none is left out.
/// </summary>
internal sealed class RunValuesConverter : JsonConverter<IReadOnlyDictionary<string, RunValue>>
{
    private static readonly SharedStrings Words = new();
    private static readonly Dictionary<string, RunValue> None = [];

    public override IReadOnlyDictionary<string, RunValue> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("values is not an object");
        }

        Dictionary<string, RunValue>? values = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = Words.Read(ref reader);
            reader.Read();
            var value = reader.TokenType == JsonTokenType.StartObject ? ReadValue(ref reader) : new RunValue { Value = JsonText.Read(ref reader) };
            (values ??= [])[key] = value;
        }

        return values ?? None;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, RunValue> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach ((var key, var result) in value)
        {
            writer.WriteStartObject(key);
            WriteText(writer, "name", result.Name);
            WriteText(writer, "value", result.Value);
            WriteText(writer, "category", result.Category);
            WriteText(writer, "input", result.Input);
            if (result.Node is { } node)
            {
                writer.WriteString("node", node);
            }

            if (result.Time is { } time)
            {
                writer.WriteString("time", time);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static RunValue ReadValue(ref Utf8JsonReader reader)
    {
        string? name = null, value = null, category = null, input = null;
        Guid? node = null;
        DateTimeOffset? time = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Next(ref reader, "value"u8))
            {
                value = JsonText.Read(ref reader);
            }
            else if (Next(ref reader, "category"u8))
            {
                category = JsonText.Read(ref reader, Words);
            }
            else if (Next(ref reader, "node"u8))
            {
                node = reader.TokenType == JsonTokenType.String && reader.TryGetGuid(out var uuid) ? uuid : Skipped<Guid>(ref reader);
            }
            else if (Next(ref reader, "time"u8))
            {
                time = reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var at) ? at : Skipped<DateTimeOffset>(ref reader);
            }
            else if (Next(ref reader, "input"u8))
            {
                input = JsonText.Read(ref reader);
            }
            else if (Next(ref reader, "name"u8))
            {
                name = JsonText.Read(ref reader, Words);
            }
            else
            {
                // Skip refuses a reader that holds part of a page; the serializer ensures that this value is whole.
                reader.TrySkip();
            }
        }

        return new RunValue { Name = name, Value = value, Category = category, Input = input, Node = node, Time = time };
    }

    // At the value of the member when it has this name; else still at the name.
    private static bool Next(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueTextEquals(name) && reader.Read();

    private static T? Skipped<T>(ref Utf8JsonReader reader)
        where T : struct
    {
        reader.TrySkip();
        return null;
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }
}
