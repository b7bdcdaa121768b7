namespace Mhero.Core.Floip.Results;

/// <summary>Writes rows of a package as lists of seven columns.</summary>
internal static class RowWriter
{
    /// <summary>Writes a row.</summary>
    /// <param name="writer">Takes the list.</param>
    /// <param name="row">The row; its time is written in UTC with the offset <c>+00:00</c>, which the specification asks for.</param>
    /// <param name="type">The type of its question, which decides between texts, numbers and lists; null when the package does not have the question.</param>
    public static void Write(Utf8JsonWriter writer, ResultsRow row, ResultsQuestionType? type)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(row.Time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture));
        writer.WriteStringValue(row.RowId);
        writer.WriteStringValue(row.ContactId);
        writer.WriteStringValue(row.SessionId);
        writer.WriteStringValue(row.QuestionId);
        WriteResponse(writer, row.Response, type);
        writer.WriteStartObject();
        foreach (var (key, value) in row.Metadata)
        {
            writer.WriteString(key, value);
        }

        if (type is ResultsQuestionType.Open)
        {
            writer.WriteStartObject("type_options");
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void WriteResponse(Utf8JsonWriter writer, RowResponse? response, ResultsQuestionType? type)
    {
        if (response is null)
        {
            writer.WriteNullValue();
            return;
        }

        if (response.IsList)
        {
            writer.WriteStartArray();
        }

        foreach (var value in response.Values)
        {
            if (type is ResultsQuestionType.Numeric && decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                writer.WriteNumberValue(number);
            }
            else
            {
                writer.WriteStringValue(value);
            }
        }

        if (response.IsList)
        {
            writer.WriteEndArray();
        }
    }
}
