namespace Mhero.Core.Floip.Results;

/// <summary>Writes the descriptor of a Flow Results package as the specification 1.1.0 has it, without an envelope.</summary>
internal static class PackageWriter
{
    /// <summary>The version of the specification that is written.</summary>
    public const string SpecificationVersion = "1.1.0";

    /// <summary>The specification requires times, and a Questionnaire may have none.</summary>
    private const string NeverModified = "1970-01-01T00:00:00+00:00";

    private static readonly (string Name, string Type)[] Columns =
    [
        ("timestamp", "datetime"), ("row_id", "string"), ("contact_id", "string"), ("session_id", "string"), ("question_id", "string"), ("response", "any"), ("response_metadata", "object"),
    ];

    /// <summary>Writes a descriptor as one JSON object.</summary>
    /// <param name="writer">Takes the object.</param>
    /// <param name="package">The package; one without an id is written without.</param>
    /// <param name="rowsUrl">The address of the rows at an API; null for a package of files.</param>
    /// <param name="rowsPath">The file of the rows; null for a package of an API.</param>
    public static void Write(Utf8JsonWriter writer, ResultsPackage package, string? rowsUrl, string? rowsPath)
    {
        writer.WriteStartObject();
        writer.WriteString("profile", "flow-results-package");
        writer.WriteString("flow_results_specification_version", SpecificationVersion);
        WriteText(writer, "id", package.Id);
        WriteText(writer, "name", package.Name);
        WriteText(writer, "title", package.Title);
        writer.WriteString("created", package.Created ?? package.Modified ?? NeverModified);
        writer.WriteString("modified", package.Modified ?? package.Created ?? NeverModified);
        writer.WriteStartArray("resources");
        writer.WriteStartObject();
        writer.WriteString("name", $"{package.Name ?? "responses"}-data");
        writer.WriteString("profile", "data-resource");
        writer.WriteString("access_method", rowsUrl is null ? "file" : "api");
        WriteText(writer, "api_data_url", rowsUrl);
        WriteText(writer, "path", rowsPath);
        writer.WriteString("mediatype", rowsUrl is null ? "application/json" : "application/vnd.api+json");
        writer.WriteString("encoding", "utf-8");
        WriteSchema(writer, package);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteSchema(Utf8JsonWriter writer, ResultsPackage package)
    {
        writer.WriteStartObject("schema");
        WriteText(writer, "language", package.Language);
        writer.WriteStartArray("fields");
        foreach (var (name, type) in Columns)
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteString("title", CultureInfo.InvariantCulture.TextInfo.ToTitleCase(name.Replace('_', ' ')));
            writer.WriteString("type", type);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("questions");
        foreach (var question in package.Questions)
        {
            WriteQuestion(writer, question);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteQuestion(Utf8JsonWriter writer, ResultsQuestion question)
    {
        writer.WriteStartObject(question.Id);
        writer.WriteString("type", question.Type.ToCode());
        writer.WriteString("label", question.Label);
        writer.WriteStartObject("type_options");
        if (question.Type is ResultsQuestionType.SelectOne or ResultsQuestionType.SelectMany)
        {
            WriteTexts(writer, "choices", question.Choices);
        }

        // The specification's range has both ends.
        if (question is { Minimum: { } minimum, Maximum: { } maximum })
        {
            writer.WriteStartArray("range");
            writer.WriteNumberValue(minimum);
            writer.WriteNumberValue(maximum);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        if (question.SemanticLabels.Count > 0)
        {
            WriteTexts(writer, "semantic_labels", question.SemanticLabels);
        }

        if (question.IsPersonal)
        {
            writer.WriteBoolean("is_personal_information", true);
        }

        WriteText(writer, "set_contact_property", question.ContactProperty);
        WriteText(writer, "set_group_membership", question.Group);
        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }
}
