using System.Text.RegularExpressions;
using Mhero.Core.Fhir;
using Mhero.Functions.Http;
using Mhero.Functions.Tests.Published;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mhero.Functions.Tests.Http;

/// <summary><c>POST fhir/Questionnaire/$to-flow</c>.</summary>
public sealed partial class AuthorFlowTests
{
    [Fact]
    public async Task ApiDocs_Example_BecomesAFlow()
    {
        var docs = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "docs", "api.md"));
        var example = JsonBlock().Matches(docs).Select(block => block.Groups[1].Value).Single(json => json.Contains("\"Fever report\"", StringComparison.Ordinal));

        var (status, answer) = await PostAsync(example, "application/fhir+json");

        Assert.Equal(200, status);
        var parameters = answer["parameter"]!.AsArray().ToDictionary(p => (string)p!["name"]!, p => p!);
        var export = JsonNode.Parse(Convert.FromBase64String((string)parameters["return"]["resource"]!["data"]!))!;
        Assert.Equal("Fever report", (string?)export["flows"]![0]!["name"]);
        Assert.Equal("Fever report", (string?)parameters["flow-name"]["valueString"]);
        Assert.Equal("Fever report", (string?)parameters["questionnaire"]["resource"]!["identifier"]![0]!["value"]);
    }

    [Theory]
    [InlineData("""{"resourceType":"Questionnaire","status":"active"}""", "application/fhir+json", 422)]
    [InlineData("not JSON", "application/json", 400)]
    [InlineData("{}", "text/plain", 415)]
    public async Task Body_ThatCannotBeUsed_IsAnOutcome(string body, string type, int expected)
    {
        var (status, answer) = await PostAsync(body, type);

        Assert.Equal(expected, status);
        Assert.Equal("OperationOutcome", (string?)answer["resourceType"]);
        Assert.StartsWith("MH", (string?)answer["issue"]![0]!["details"]!["coding"]![0]!["code"], StringComparison.Ordinal);
    }

    private static async Task<(int? Status, JsonNode Answer)> PostAsync(string body, string type)
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.ContentType, request.Body) = ("POST", type, new MemoryStream(Encoding.UTF8.GetBytes(body)));
        using var http = new HttpClient(new NotExpected());
        using var fhir = new FhirGateway(http, Options.Create(new FhirOptions { BaseUrl = new Uri("http://registry.example.org/fhir") }), TimeProvider.System, NullLogger<FhirGateway>.Instance);
        var result = Assert.IsType<Utf8ContentHttpResult>(await new AuthorFlow(fhir).RunAsync(request, CancellationToken.None));
        return (result.StatusCode, JsonNode.Parse(result.ResponseContent.Span)!);
    }

    [GeneratedRegex("```json\\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();

    /// <summary>Questionnaires without foreign value sets need no registry.</summary>
    private sealed class NotExpected : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => throw new InvalidOperationException($"{request.RequestUri}");
    }
}
