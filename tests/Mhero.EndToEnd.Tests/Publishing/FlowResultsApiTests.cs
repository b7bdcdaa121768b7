using Hl7.Fhir.Model;
using Mhero.Core;
using Mhero.Core.Fhir;
using Mhero.Core.Floip.Results;
using Mhero.Core.Publishing;
using Mhero.EndToEnd.Tests.Fixtures;
using Moq;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Publishing;

/// <summary>The responses of a FHIR server, page by page as a FLOIP client reads them: order, search and paging are the server's own.</summary>
[Collection(FhirServerFixture.Collection)]
public sealed class FlowResultsApiTests : IDisposable
{
    private const string Base = "https://mhero.example.org/api/floip/packages";

    private readonly Guid _flow = Guid.NewGuid();
    private readonly string _url;
    private readonly ServiceProvider _services;
    private readonly FhirGateway _fhir;
    private readonly PublishedApi _api;

    public FlowResultsApiTests(FhirServerFixture server)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
            ["Mhero:RapidPro:BaseUrl"] = "http://127.0.0.1:1",
            ["Mhero:RapidPro:Token"] = "none",
            ["Mhero:Contacts:DefaultRegion"] = "RW",
            ["Mhero:Fhir:BaseUrl"] = server.BaseUrl.AbsoluteUri,
            ["Mhero:Fhir:PageSize"] = "7",
            ["Mhero:Cache:MaxAge"] = "00:00:00",
        }).Build();
        _services = new ServiceCollection().AddSingleton(configuration).AddLogging().AddMhero(configuration)
            .AddSingleton(Mock.Of<IServerProfiles>()).BuildServiceProvider();
        _fhir = _services.GetRequiredService<FhirGateway>();
        _api = _services.GetRequiredService<PublishedApi>();
        _url = $"http://mhero.org/fhir/Questionnaire/{_flow}";
    }

    public void Dispose() => _services.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(500)]
    public async Task Rows_ReadInPagesForthAndBack_AreEachThereOnce(int size)
    {
        var expected = await SeedAsync(9);

        var (forth, last) = await FollowAsync($"{Base}/{_flow}/responses?page[size]={size}", "next");
        var (back, _) = await FollowAsync(last, "previous");

        Assert.Equal(expected.Order(StringComparer.Ordinal), forth.SelectMany(p => p).Order(StringComparer.Ordinal));
        Assert.All(forth, page => Assert.True(page.Count <= size));
        Assert.Equal(forth.SelectMany(p => p), back.AsEnumerable().Reverse().SelectMany(p => p));
    }

    [Fact]
    public async Task Rows_ResponseChangesWhileAClientReads_ComesAgainAndNoneIsMissed()
    {
        var expected = await SeedAsync(6);
        var (first, address) = await FollowAsync($"{Base}/{_flow}/responses?page[size]=4", "next", pages: 1);
        var next = await NextOf(address);
        var changed = await _fhir.UpdateAsync<QuestionnaireResponse>(first[0][0].Split(':')[0], response =>
        {
            response.Item[1].Answer[0].Value = new FhirString("corrected");
            return response;
        });

        var (rest, _) = await FollowAsync(next, "next");

        var seen = first.Concat(rest).SelectMany(p => p).ToList();
        Assert.Equal(expected.Order(StringComparer.Ordinal), seen.Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(changed.Resource.Id, seen[^1].Split(':')[0]);
    }

    [Fact]
    public async Task Rows_Filters_KeepWhatTheyName()
    {
        await SeedAsync(4);

        Assert.Equal(4, await CountAsync("filter[start-timestamp]=2026-03-01T10:01:00Z"));
        Assert.Equal(4, await CountAsync("filter[end-timestamp]=2026-03-01T10:01:00%2B00:00"));
        Assert.Equal(2, await CountAsync("filter[start-timestamp]=2026-03-01T10:00:00Z&filter[end-timestamp]=2026-03-01T10:01:00Z"));
        Assert.Equal(4, await CountAsync("filter[min-version]=2026-02-02T00:00:00Z"));
        Assert.Equal(4, await CountAsync("filter[max-version]=2026-02-01T00:00:00Z"));
        Assert.Equal(0, await CountAsync("filter[start-timestamp]=2027-01-01T00:00:00Z"));
        foreach (var bad in new[] { "filter[start-timestamp]=monday", "page[size]=0", "page[size]=many", "page[afterCursor]=no-such-row", "page[afterCursor]=a&page[beforeCursor]=b" })
        {
            var answer = await RowsAsync($"{Base}/{_flow}/responses?{bad}");
            Assert.Equal((400, "MH1253"), (answer.Status, answer.Code));
        }
    }

    [Fact]
    public async Task Rows_AfterARowId_ComeAgainFromThatResponseOn()
    {
        var expected = await SeedAsync(3);
        var (all, _) = await FollowAsync($"{Base}/{_flow}/responses", "next");

        var (rest, _) = await FollowAsync($"{Base}/{_flow}/responses?page[afterCursor]={Uri.EscapeDataString(all[0][2])}", "next");

        Assert.Subset(expected.ToHashSet(), rest.SelectMany(p => p).ToHashSet());
        Assert.Contains(all[0][^1], rest.SelectMany(p => p));
    }

    [Fact]
    public async Task Package_OfTwoRevisions_ListsTheQuestionsOfBothAndOurOwnReadersReadIt()
    {
        await SeedAsync(1);

        var list = JsonNode.Parse((await _api.ListAsync(Base, default)).Json.Span)!;
        var listed = Assert.Single(list["data"]!.AsArray(), p => p!["id"]!.ToString() == _flow.ToString());
        var document = (await _api.PackageAsync(_flow.ToString(), $"{Base}/{_flow}", default)).Json;
        var reading = PackageReader.Read(document);

        Assert.Equal("Weekly report", listed!["attributes"]!["title"]!.ToString());
        Assert.Empty(reading.Issues);
        Assert.Equal(["cases", "note", "removed"], reading.Package.Questions.Select(q => q.Id));
        Assert.Equal("2026-02-02T00:00:00+00:00", reading.Package.Version);
        Assert.Equal($"{Base}/{_flow}/responses", reading.Package.RowsUrl);
        Assert.Equal(404, (await _api.PackageAsync(Guid.NewGuid().ToString(), Base, default)).Status);
        Assert.Equal("MH1252", (await _api.RowsAsync("no-uuid", Base, _ => null, default)).Code);
    }

    /// <summary>Two revisions of a Questionnaire and some responses, half of them to each and all stored in one transaction.</summary>
    private async Task<List<string>> SeedAsync(int count)
    {
        Questionnaire Revision(string version, string date, params string[] items) => new()
        {
            Meta = new Meta { Tag = [new Coding(MheroSystems.Tags, MheroSystems.GeneratedTag)] },
            Url = _url,
            Version = version,
            Date = date,
            Title = "Weekly report",
            Status = PublicationStatus.Active,
            Identifier = [new Identifier(MheroSystems.FlowUuid, _flow.ToString())],
            Item = [.. items.Select(i => new Questionnaire.ItemComponent { LinkId = i, Text = i, Type = i == "cases" ? Questionnaire.QuestionnaireItemType.Integer : Questionnaire.QuestionnaireItemType.Text })],
        };

        var written = await _fhir.BatchAsync([FhirEntry.Create(Revision("1", "2026-02-01T00:00:00Z", "cases", "removed")), FhirEntry.Create(Revision("2", "2026-02-02T00:00:00Z", "cases", "note"))]);
        Assert.All(written, v => Assert.Null(v.Error));
        var runs = Enumerable.Range(0, count).Select(_ => Guid.NewGuid().ToString()).ToList();
        var verdicts = await _fhir.BatchAsync(
            [
                .. runs.Select((run, i) => FhirEntry.Create(new QuestionnaireResponse
                {
                    Identifier = new Identifier(MheroSystems.RunUuid, run),
                    Questionnaire = $"{_url}|{1 + (i % 2)}",
                    Status = QuestionnaireResponse.QuestionnaireResponseStatus.Completed,
                    Authored = $"2026-03-01T10:{i:00}:00Z",
                    Item =
                    [
                        new() { LinkId = "cases", Answer = [new() { Value = new Integer(i) }] },
                        new() { LinkId = i % 2 == 0 ? "removed" : "note", Answer = [new() { Value = new FhirString("text") }] },
                    ],
                })),
            ]);
        Assert.All(verdicts, v => Assert.Null(v.Error));
        return [.. verdicts.SelectMany((v, i) => new[] { $"{v.Id}:cases", $"{v.Id}:{(i % 2 == 0 ? "removed" : "note")}" })];
    }

    private async Task<int> CountAsync(string query) => (await FollowAsync($"{Base}/{_flow}/responses?{query}", "next")).Pages.Sum(p => p.Count);

    private async Task<string> NextOf(string address) => LinksOf(await RowsAsync(address))["next"]!.ToString();

    /// <summary>Follows a link to its end, as a client does.</summary>
    /// <returns>The row ids of each page, and the address of the last page.</returns>
    private async Task<(List<List<string>> Pages, string Last)> FollowAsync(string address, string link, int pages = 100)
    {
        var found = new List<List<string>>();
        while (true)
        {
            var answer = await RowsAsync(address);
            Assert.Equal(200, answer.Status);
            found.Add([.. JsonNode.Parse(answer.Json.Span)!["data"]!["attributes"]!["responses"]!.AsArray().Select(r => r![1]!.ToString())]);
            if (found.Count == pages || LinksOf(answer)[link]?.ToString() is not { } next)
            {
                return (found, address);
            }

            Assert.True(found.Count < 60, "The links do not come to an end.");
            address = next;
        }
    }

    private static JsonNode LinksOf(PublishedAnswer answer) => JsonNode.Parse(answer.Json.Span)!["data"]!["relationships"]!["links"]!;

    private Task<PublishedAnswer> RowsAsync(string address)
    {
        var uri = new Uri(address);
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(uri.Query);
        return _api.RowsAsync(_flow.ToString(), uri.GetLeftPart(UriPartial.Path), name => query.TryGetValue(name, out var value) ? value.ToString() : null, default);
    }
}
