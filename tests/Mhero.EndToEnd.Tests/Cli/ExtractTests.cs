using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Cli;

public sealed class ExtractTests : IDisposable
{
    private const string Questionnaire = """
        {
          "resourceType": "Questionnaire", "status": "active", "url": "http://example.org/weight",
          "extension": [{ "url": "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-observationExtract", "valueBoolean": true }],
          "item": [
            { "linkId": "weight", "type": "decimal", "code": [{ "system": "http://loinc.org", "code": "29463-7" }] },
            { "linkId": "note", "type": "display", "text": "Thank you"EXTRA }
          ]
        }
        """;

    private const string Fault = """, "extension": [{ "url": "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-observationExtract", "valueBoolean": true }]""";

    private const string Response = """
        {
          "resourceType": "QuestionnaireResponse", "id": "r1", "status": "completed", "questionnaire": "http://example.org/weight",
          "subject": { "reference": "Patient/p1" }, "authored": "2026-02-03T08:09:10Z",
          "item": [{ "linkId": "weight", "answer": [{ "valueDecimal": 61.5 }] }]
        }
        """;

    // Arguments are split at blanks, so the folder has none.
    private readonly string _folder = Directory.CreateTempSubdirectory("mhero-extract-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Extract_CompletedResponse_PrintsTheTransaction()
    {
        var result = await MheroProcess.RunAsync($"extract --questionnaire {File("q.json", Questionnaire.Replace("EXTRA", ""))} --response {File("r.json", Response)}");

        Assert.True(result.ExitCode == 0, result.Errors);
        var bundle = Assert.IsType<Bundle>(Strictly(result.Output));
        var observation = Assert.IsType<Observation>(Assert.Single(bundle.Entry).Resource);
        Assert.Equal(61.5m, ((Quantity)observation.Value!).Value);
    }

    [Fact]
    public async Task Extract_SomethingLeftOut_SaysWhatOnStandardErrorAndInTheExitCode()
    {
        var result = await MheroProcess.RunAsync($"extract --questionnaire {File("q.json", Questionnaire.Replace("EXTRA", Fault))} --response {File("r.json", Response)}");

        Assert.Equal(1, result.ExitCode);
        Assert.Single(((Bundle)Strictly(result.Output)).Entry);
        Assert.Contains("MH2805", result.Errors, StringComparison.Ordinal);
        Assert.Contains("Questionnaire.item.where(linkId='note')", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_Json_PrintsParameters()
    {
        var result = await MheroProcess.RunAsync($"extract --json --questionnaire {File("q.json", Questionnaire.Replace("EXTRA", ""))} --response {File("r.json", Response)}");

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Equal("return", Assert.IsType<Parameters>(Strictly(result.Output)).Parameter[0].Name);
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient"}""")]
    [InlineData("no JSON")]
    public async Task Extract_UnusableFile_IsNamed(string questionnaire)
    {
        var result = await MheroProcess.RunAsync($"extract --questionnaire {File("bad.json", questionnaire)} --response {File("r.json", Response)}");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("bad.json", result.Errors, StringComparison.Ordinal);
        Assert.Empty(result.Output.Trim());
    }

    [Fact]
    public async Task Extract_MissingFile_IsNamed()
    {
        var result = await MheroProcess.RunAsync($"extract --questionnaire {_folder}/nowhere.json --response {File("r.json", Response)}");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("nowhere.json", result.Errors, StringComparison.Ordinal);
    }

    private static Resource Strictly(string json) => JsonSerializer.Deserialize<Resource>(
        json, new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector).UsingMode(DeserializationMode.Strict))!;

    private string File(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }
}
