using System.Net.Http.Headers;
using Mhero.Core.Fhir;
using Mhero.Core.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mhero.Core.Tests.Fhir;

/// <summary>The case <c>07-next-link-other-origin</c>.</summary>
public sealed class NextLinkCaseTests
{
    private static readonly Uri Base = new("https://registry.example.org/fhir");

    public static TheoryData<string, string> Links
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "cases", "07-next-link-other-origin", "links.txt")))
            {
                data.Add(line.Split('|')[0], line.Split('|')[1]);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Links))]
    public async Task SearchPages_LinkOfAnotherOrigin_ReadsAllPagesOnTheConfiguredOne(string situation, string link)
    {
        var asked = new List<(string Origin, AuthenticationHeaderValue? Token)>();
        using var handler = new AnsweringHandler(request =>
        {
            asked.Add((request.RequestUri!.GetLeftPart(UriPartial.Authority), request.Headers.Authorization));
            return AnsweringHandler.Fhir(Page(asked.Count, link));
        });
        using var http = new HttpClient(handler);
        using var fhir = new FhirGateway(
            http, new FhirOptions { BaseUrl = Base }, TimeProvider.System, NullLogger<FhirGateway>.Instance, _ => Task.FromResult(new FhirToken("secret", DateTimeOffset.MaxValue)));
        var ids = new List<string?>();

        await foreach (var page in fhir.SearchPagesAsync(new FhirSearch("Practitioner")))
        {
            ids.AddRange(page.Matches.Select(match => match.Id));
        }

        Assert.True(ids.SequenceEqual(["p1", "p2", "p3"]), $"{situation}: {string.Join(' ', ids)}");
        Assert.All(asked, request => Assert.Equal((Base.GetLeftPart(UriPartial.Authority), "secret"), (request.Origin, request.Token!.Parameter)));
    }

    private static string Page(int number, string link)
    {
        var next = number == 3 ? "" : $$""","link":[{"relation":"next","url":"{{link.Replace("{page}", $"{number + 1}", StringComparison.Ordinal)}}"}]""";
        return $$"""{"resourceType":"Bundle","type":"searchset"{{next}},"entry":[{"resource":{"resourceType":"Practitioner","id":"p{{number}}"},"search":{"mode":"match"} }]}""";
    }
}
