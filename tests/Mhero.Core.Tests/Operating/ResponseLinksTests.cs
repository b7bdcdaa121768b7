using Mhero.Core.Operating.Responses;
using Mhero.Core.Storage.Audit;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Operating;

/// <summary>How the resources that were extracted from a response refer to one another.</summary>
public sealed class ResponseLinksTests
{
    [Fact]
    public async Task FindAsync_ResourcesThatReferToOneAnother_HasTheirReferences()
    {
        using var app = new MemoryApp(request => Answer(request, 3));

        var detail = await app.Get<ResponseReader>().FindAsync("r1", false, new Operator("jane"), CancellationToken.None);

        // o0 refers to both others, twice to one, to itself by its full address, and to a resource of another response.
        Assert.Equal([new ExtractedLink("Observation/o0", "Observation/o1"), new ExtractedLink("Observation/o0", "Observation/o2")], detail!.Links);
        Assert.Equal([true, true, false], detail.Extracted.Select(one => one.IsThere));
    }

    [Fact]
    public async Task FindAsync_MoreResourcesThanAreDrawn_ReadsTheirIdsOnly()
    {
        using var app = new MemoryApp(request => Answer(request, ResponseDetail.MaxLinked + 1));

        var detail = await app.Get<ResponseReader>().FindAsync("r1", false, new Operator("jane"), CancellationToken.None);

        Assert.Empty(detail!.Links);
        Assert.Equal(ResponseDetail.MaxLinked + 1, detail.Extracted.Count);
        Assert.Contains(app.Http.Requests, request => request.Contains("/Observation?", StringComparison.Ordinal) && request.Contains("_elements=id", StringComparison.Ordinal));
    }

    private static HttpResponseMessage Answer(HttpRequestMessage request, int extracted)
    {
        var path = request.RequestUri!.AbsolutePath;
        var targets = string.Join(',', Enumerable.Range(0, extracted).Select(n => string.Create(CultureInfo.InvariantCulture, $$"""{"reference":"Observation/o{{n}}"}""")));
        return AnsweringHandler.Fhir(path switch
        {
            _ when path.EndsWith("/QuestionnaireResponse/r1", StringComparison.Ordinal) => """{"resourceType":"QuestionnaireResponse","id":"r1","status":"completed"}""",
            _ when path.EndsWith("/Provenance", StringComparison.Ordinal) => Bundle(
                $$$"""{"resourceType":"Provenance","id":"p1","recorded":"2026-03-04T08:00:00Z","target":[{{{targets}}}],"agent":[{"who":{"reference":"Device/d1"}}],"entity":[{"role":"source","what":{"reference":"QuestionnaireResponse/r1"}}]}"""),
            _ => Bundle(
                """
                {"resourceType":"Observation","id":"o0","status":"final","code":{"text":"a"},"hasMember":[{"reference":"Observation/o1"},{"reference":"https://registry.example.org/fhir/Observation/o2"},
                {"reference":"Observation/o1"},{"reference":"Observation/o0"}],"derivedFrom":[{"reference":"Observation/other"}]}
                """,
                """{"resourceType":"Observation","id":"o1","status":"final","code":{"text":"b"}}"""),
        });
    }

    private static string Bundle(params string[] resources) =>
        $$"""{"resourceType":"Bundle","type":"searchset","entry":[{{string.Join(',', resources.Select(resource => $$$"""{"resource":{{{resource}}},"search":{"mode":"match"}}"""))}}]}""";
}
