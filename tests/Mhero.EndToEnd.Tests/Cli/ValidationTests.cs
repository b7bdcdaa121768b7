using System.Text.Json;
using Firely.Fhir.Validation;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Specification.Source;
using Hl7.Fhir.Specification.Terminology;
using Severity = Hl7.Fhir.Model.OperationOutcome.IssueSeverity;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Cli;

/// <summary>Everything that <c>mhero up</c> leaves in the registry, read back and held against the R4 definitions by Firely's validator.</summary>
[Collection(CliTests.Collection)]
public sealed class ValidationTests(ExampleRun example)
{
    private static readonly JsonSerializerOptions Json = new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector);

    [Fact]
    public async Task FirstRound_EveryResource_IsValidR4()
    {
        var definitions = new CachedResolver(ZipSource.CreateValidationSource());
        var validator = new Validator(definitions, new LocalTerminologyService(definitions));
        using var http = new HttpClient();
        var faults = new List<string>();
        var count = 0;
        foreach (var type in await TypesAsync(http))
        {
            var page = JsonSerializer.Deserialize<Bundle>(await http.GetStringAsync(new Uri($"{example.Run.FhirServerBase}/{type}?_count=1000")), Json)!;
            foreach (var resource in page.Entry.Select(entry => entry.Resource!))
            {
                count++;
                faults.AddRange(validator.Validate(resource).Issue
                    .Where(issue => issue.Severity is Severity.Error or Severity.Fatal)
                    .Select(issue => $"{resource.TypeName}/{resource.Id} {string.Join(',', issue.Expression)}: {issue.Details?.Text}"));
            }
        }

        Assert.True(count > 290, $"Only {count} resources were found.");
        Assert.Empty(faults);
    }

    private async Task<List<string>> TypesAsync(HttpClient http)
    {
        var statement = JsonSerializer.Deserialize<CapabilityStatement>(await http.GetStringAsync(new Uri($"{example.Run.FhirServerBase}/metadata")), Json)!;
        return [.. statement.Rest[0].Resource.Select(resource => resource.TypeElement.JsonValue as string).OfType<string>()];
    }
}
