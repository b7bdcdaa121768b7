using System.Text.Encodings.Web;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Mhero.Core.Extraction;
using Mhero.Core.Tests.Mapping;

namespace Mhero.Core.Tests.Extraction;

/// <summary>
/// One JSON file under <c>Cases/&lt;topic&gt;</c>: <c>description</c>, <c>questionnaire</c>, <c>response</c>, <c>expected</c> (the entries,
/// by their keys) and <c>issues</c> ("severity code location").
/// </summary>
internal static class ExtractionCase
{
    public static readonly JsonSerializerOptions Strict =
        new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            .ForFhir(ModelInfo.ModelInspector).UsingMode(DeserializationMode.Strict);

    public static string Folder { get; } = Path.Combine(MappingFiles.Root, "tests", "Mhero.Core.Tests", "Extraction", "Cases");

    /// <summary>Reads leniently, as a server's resources are read: what a form's author got wrong has to arrive.</summary>
    public static T Read<T>(JsonNode? node)
        where T : Resource => (T)Mhero.Core.Fhir.FhirJson.Parse(JsonSerializer.SerializeToUtf8Bytes(node));

    public static JsonObject Load(string topic, string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, topic, name + ".json")))!.AsObject();

    public static ExtractionInput InputOf(JsonNode example) =>
        new(Read<Questionnaire>(example["questionnaire"]), Read<QuestionnaireResponse>(example["response"]));

    public static JsonObject EntriesOf(ExtractionResult result)
    {
        var entries = new JsonObject();
        for (var i = 0; i < result.Keys.Count; i++)
        {
            entries[result.Keys[i]] = JsonNode.Parse(JsonSerializer.Serialize<Resource>(new Bundle { Entry = [result.Bundle.Entry[i]] }, Strict))!["entry"]![0]!.DeepClone();
        }

        return entries;
    }

    public static JsonArray IssuesOf(OperationOutcome outcome) =>
        [.. outcome.Issue.Select(issue => JsonValue.Create($"{issue.Severity} {issue.Details!.Coding[0].Code} {issue.Expression.Single()}"))];
}
