using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Microsoft.Extensions.Logging.Abstractions;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Fhir;

public sealed class FhirGatewaySearchTests
{
    [Theory]
    [InlineData("http://elsewhere.example.org/other?page=2")]
    [InlineData("//elsewhere.example.org/fhir?page=2")]
    [InlineData("https://localhost/fhirs?page=2")]
    public async Task NextAsync_AnotherOriginAndPath_IsRefusedBeforeTheTokenLeaves(string next)
    {
        var tokens = 0;
        using var stub = new FhirStub(Page(next)) { FetchToken = _ => Task.FromResult(new FhirToken($"t{++tokens}", DateTimeOffset.MaxValue)) };
        var page = await stub.Gateway.SearchAsync(new FhirSearch("Practitioner"));
        Assert.True(page.HasNext);

        var error = await Assert.ThrowsAsync<FhirException>(() => stub.Gateway.NextAsync(page));

        Assert.Equal((FhirErrorKind.Configuration, FhirErrorCodes.BadNextLink, 1), (error.Kind, error.Code, stub.Requests.Count));
    }

    [Fact]
    public async Task NextAsync_OpaqueLink_IsFollowedToTheLetter()
    {
        const string Next = "http://registry.example.org/other/path?ct=%7Babc%2b%41%3D&x=a+b&y=a%2Fb";
        using var handler = new RecordingHandler(Page(Next, "p1").Body, Page(null, "p2").Body);
        using var http = new HttpClient(handler);
        using var fhir = new FhirGateway(http, new FhirOptions { BaseUrl = new Uri("http://registry.example.org/fhir") }, TimeProvider.System, NullLogger<FhirGateway>.Instance, null);

        var first = await fhir.SearchAsync(new FhirSearch("Practitioner"));
        var second = (await fhir.NextAsync(first))!;

        Assert.Equal("p2", Assert.Single(second.Matches).Id);
        Assert.Equal("/other/path?ct=%7Babc%2b%41%3D&x=a+b&y=a%2Fb", handler.Requests[1].PathAndQuery);
        Assert.Null(await fhir.NextAsync(second));
    }

    [Theory]
    [InlineData("?_getpages=1", "/fhir/?_getpages=1")]
    [InlineData("Practitioner?_page=2", "/fhir/Practitioner?_page=2")]
    [InlineData("/fhir?_page=2", "/fhir?_page=2")]
    public async Task NextAsync_RelativeLink_ResolvesAgainstTheBase(string next, string expected)
    {
        using var stub = new FhirStub(Page(next), Page(null));
        await stub.Gateway.NextAsync(await stub.Gateway.SearchAsync(new FhirSearch("Practitioner")));
        Assert.EndsWith(expected, stub.Requests[1].Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://10.0.66.99:8080/fhir?page=2")]
    [InlineData("https://localhost/fhir/?page=2")]
    [InlineData("http://registry:80:80/fhir/Practitioner?page=2")]
    public async Task NextAsync_AnotherOriginBelowTheBase_IsFollowedOnTheBasesOrigin(string next)
    {
        using var stub = new FhirStub(Page(next, "p1"), Page(null, "p2")) { FetchToken = _ => Task.FromResult(new FhirToken("secret", DateTimeOffset.MaxValue)) };

        var second = (await stub.Gateway.NextAsync(await stub.Gateway.SearchAsync(new FhirSearch("Practitioner"))))!;

        Assert.Equal("p2", Assert.Single(second.Matches).Id);
        Assert.StartsWith(stub.Url + "/fhir", stub.Requests[1].Url, StringComparison.Ordinal);
        Assert.EndsWith("?page=2", stub.Requests[1].Url, StringComparison.Ordinal);
        Assert.Equal("Bearer secret", FhirStub.Header(stub.Requests[1], "Authorization"));
    }

    [Fact]
    public async Task NextAsync_LinkToItself_EndsTheCrawl()
    {
        using var stub = new FhirStub(Page("?page=2"), Page("?page=2"));
        var page = await stub.Gateway.SearchAsync(new FhirSearch("Practitioner"));
        var error = await Assert.ThrowsAsync<FhirException>(() => stub.Gateway.NextAsync(page));
        Assert.Equal(FhirErrorCodes.BadNextLink, error.Code);
    }

    [Theory]
    [InlineData("?page=a", "?page=b", "?page=a")]
    [InlineData("?page=1", "?page=2", "?page=3")]
    public async Task SearchPagesAsync_PagesThatComeRoundAgain_EndWithAnError(string first, string second, string third)
    {
        // Once by their links, once by what they hold.
        using var stub = new FhirStub(Page(first, "p1"), Page(second, "p2"), Page(third, "p1"), Page(first, "p2"), Page(second, "p1"));
        var read = new List<string?>();

        var error = await Assert.ThrowsAsync<FhirException>(async () =>
        {
            await foreach (var page in stub.Gateway.SearchPagesAsync(new FhirSearch("Practitioner")))
            {
                read.AddRange(page.Matches.Select(match => match.Id));
            }
        });

        Assert.Equal((FhirErrorKind.Transient, FhirErrorCodes.BadNextLink), (error.Kind, error.Code));
        Assert.Equal(["p1", "p2"], read);
    }

    [Fact]
    public async Task NextAsync_ResultGone_AsksToStartAnew()
    {
        using var stub = new FhirStub(Page("?page=2"), new Answer(410));
        var page = await stub.Gateway.SearchAsync(new FhirSearch("Practitioner"));
        var error = await Assert.ThrowsAsync<FhirException>(() => stub.Gateway.NextAsync(page));
        Assert.Equal((FhirErrorKind.Transient, FhirErrorCodes.SearchExpired), (error.Kind, error.Code));
    }

    [Fact]
    public async Task SearchAsync_WhatOtherServersSend_IsSortedAndKept()
    {
        using var stub = new FhirStub(Answer.Ok("""
            {"resourceType":"Bundle","type":"searchset","unknown":1,"entry":[
              {"resource":{"resourceType":"Practitioner","id":"bare"}},
              {"search":{"mode":"match"},"resource":{"resourceType":"Practitioner","id":"odd","gender":"x-new","birthDate":"1990-13-45","name":[{"text":"A","new":{"deep":true}}],"meta":{"versionId":"0b2f7a52-3c86-4d3b-9f3b-2ad0a1a6a001","lastUpdated":"2026-01-01T00:00:00.123Z"}}},
              {"resource":{"resourceType":"PractitionerRole","id":"r"}},
              {"search":{"mode":"include"},"resource":{"resourceType":"Practitioner","id":"included"}},
              {"search":{"mode":"outcome"},"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"warning","code":"not-supported"}]}},
              {"search":{"mode":"match"}},
              {"search":{"mode":"match"},"resource":{"resourceType":"Martian","id":"m"}}]}
            """));

        var page = await stub.Gateway.SearchAsync(new FhirSearch("Practitioner"));

        Assert.Equal(["bare", "odd", "m"], page.Matches.Select(one => one.Id));
        Assert.Equal(["r", "included"], page.Included.Select(one => one.Id));
        Assert.Single(page.Issues);
        Assert.False(page.HasNext);
        var odd = (Practitioner)page.Matches[1];
        Assert.Equal(("x-new", "0b2f7a52-3c86-4d3b-9f3b-2ad0a1a6a001"), (FaultyValues.RawOf(odd.GenderElement), odd.Meta!.VersionId));
    }

    [Fact]
    public async Task SearchAsync_NoEntries_IsEmpty()
    {
        using var stub = new FhirStub(Answer.Ok("""{"resourceType":"Bundle","type":"searchset"}"""));
        Assert.Empty((await stub.Gateway.SearchAsync(new FhirSearch("Practitioner"))).Matches);
    }

    [Fact]
    public async Task ChangesAsync_SinceAMomentElsewhere_NamesUtcToTheMillisecondAndWantsNoCache()
    {
        using var stub = new FhirStub(Page(null));
        var since = new DateTimeOffset(2026, 3, 1, 2, 30, 0, 7, TimeSpan.FromHours(3)).AddTicks(9);

        await DrainAsync(stub.Gateway.ChangesAsync("Location", since, ["name"]));

        Assert.EndsWith("/fhir/Location?_lastUpdated=ge2026-02-28T23:30:00.007%2B00:00&_sort=_lastUpdated&_count=500&_elements=name,id,meta", stub.Requests[0].Url, StringComparison.Ordinal);
        Assert.Equal("no-cache", FhirStub.Header(stub.Requests[0], "Cache-Control"));
    }

    [Fact]
    public async Task ChangesAsync_SameVersionOnTwoPages_ComesOnce()
    {
        using var stub = new FhirStub(Page("?page=2", "a", "b"), Page("?page=3", "b", "c"), Page(null, "c"));
        var pages = await DrainAsync(stub.Gateway.ChangesAsync("Practitioner", null, null));
        Assert.Equal(["a", "b", "c"], pages.SelectMany(page => page.Matches).Select(one => one.Id));
        Assert.Equal(3, pages.Count);
        Assert.All(stub.Requests, request => Assert.Equal("no-cache", FhirStub.Header(request, "Cache-Control")));
    }

    [Fact]
    public async Task ReadManyAsync_ManyIds_SearchesAHundredAtATime()
    {
        using var stub = new FhirStub([.. Enumerable.Repeat(Page(null, "id-0", "id-1", "id-100", "id-101", "id-200", "id-201"), 3)]);
        await stub.Gateway.ReadManyAsync<Practitioner>([.. Enumerable.Range(0, 250).Select(i => $"id-{i}")]);
        Assert.Equal([100, 100, 50], stub.Requests.Select(request => request.Query!["_id"].Sum(value => value.Split(',').Length)).OrderDescending());
    }

    [Fact]
    public async Task ReadManyAsync_SeveralPages_ReadsThemAll()
    {
        using var stub = new FhirStub(Page("?page=2", "id-0"), Page(null, "id-1"));
        Assert.Equal(["id-0", "id-1"], (await stub.Gateway.ReadManyAsync<Practitioner>(["id-0", "id-1"])).Select(one => one.Id));
    }

    [Fact]
    public async Task ReadManyAsync_NoIds_AsksNothing()
    {
        using var stub = new FhirStub();
        Assert.Empty(await stub.Gateway.ReadManyAsync<Practitioner>([]));
        Assert.Empty(stub.Requests);
    }

    private static async Task<List<SearchPage>> DrainAsync(IAsyncEnumerable<SearchPage> pages)
    {
        var all = new List<SearchPage>();
        await foreach (var page in pages)
        {
            all.Add(page);
        }

        return all;
    }

    private static Answer Page(string? next, params string[] ids)
    {
        var bundle = new Bundle { Type = Bundle.BundleType.Searchset };
        bundle.Entry.AddRange(ids.Select(id => new Bundle.EntryComponent { Resource = new Practitioner { Id = id, Meta = new Meta { VersionId = "1" } } }));
        if (next is not null)
        {
            bundle.Link.Add(new Bundle.LinkComponent { Relation = "next", Url = next });
        }

        return Answer.Ok(System.Text.Encoding.UTF8.GetString(FhirJson.Serialize(bundle)));
    }

    // WireMock shows addresses after it has tidied them up; here they are as they would leave.
    private sealed class RecordingHandler(params string[] bodies) : HttpMessageHandler
    {
        public List<Uri> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add(request.RequestUri!);
            return Task.FromResult(new HttpResponseMessage { Content = new StringContent(bodies[Requests.Count - 1]) });
        }
    }
}
