using System.Text.Encodings.Web;

namespace Mhero.Simulator.Engine.Expressions;

/// <summary>
/// Conversions between the values of the expression language: null, text, number (decimal), boolean, date and time, date,
/// time, object, array, error.
/// </summary>
internal static class XValue
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string ToText(object? value) => value switch
    {
        null or XError or XFunction => "",
        string text => text,
        bool truth => truth ? "true" : "false",
        decimal number => Number(number),
        DateTimeOffset time => Time(time),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        XObject { HasDefault: true } x => ToText(x.Default),
        XObject x => "{" + string.Join(", ", x.Members.Select(m => $"{m.Key}: {ToText(m.Value)}")) + "}",
        List<object?> items => "[" + string.Join(", ", items.Select(ToText)) + "]",
        _ => throw new InvalidOperationException($"{value.GetType()} is not a value of an expression."),
    };

    /// <summary>A decimal, or an error.</summary>
    public static object ToNumber(object? value)
    {
        if (value is decimal number)
        {
            return number;
        }

        var text = ToText(value).Trim();
        return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var parsed)
            ? parsed
            : new XError($"unable to convert \"{text}\" to a number");
    }

    public static bool ToTruth(object? value) => value switch
    {
        null or XError => false,
        bool truth => truth,
        decimal number => number != 0,
        string text => text.Length > 0 && !text.Equals("false", StringComparison.OrdinalIgnoreCase),
        List<object?> items => items.Count > 0,
        XObject { HasDefault: true } x => ToTruth(x.Default),
        XObject x => x.Count > 0,
        _ => true,
    };

    public static bool IsEmpty(object? value) => value switch
    {
        null => true,
        string text => text.Length == 0,
        List<object?> items => items.Count == 0,
        XObject { HasDefault: true } x => IsEmpty(x.Default),
        _ => false,
    };

    /// <summary>Without an exponent or needless zeros.</summary>
    public static string Number(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>ISO 8601 with microseconds; Z for UTC.</summary>
    public static string Time(DateTimeOffset time) => time.ToString(
        time.Offset == TimeSpan.Zero ? "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'" : "yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture);

    public static string ToJson(object? value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Json))
        {
            Write(writer, value);
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    public static object? FromJson(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetDecimal(out var number) ? number : (decimal)0,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => json.EnumerateArray().Select(FromJson).ToList(),
        JsonValueKind.Object => new XObject(json.EnumerateObject().Select(m => KeyValuePair.Create(m.Name, FromJson(m.Value)))),
        _ => null,
    };

    public static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null or XError or XFunction:
                writer.WriteNullValue();
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case decimal number:
                writer.WriteRawValue(Number(number));
                break;
            case XObject x:
                writer.WriteStartObject();
                foreach (var (name, member) in x.Members)
                {
                    writer.WritePropertyName(name);
                    Write(writer, member);
                }

                writer.WriteEndObject();
                break;
            case List<object?> items:
                writer.WriteStartArray();
                items.ForEach(item => Write(writer, item));
                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(ToText(value));
                break;
        }
    }
}
