using Mhero.Core.Fhir;
using Mhero.Core.Operating;
using Mhero.Core.Operating.Responses;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Operating.Responses;

/// <summary>Which responses a search shows, and which searches are refused because the registry would show other people's.</summary>
public sealed class ResponseSearchTests : IDisposable
{
    private const string Responses = "/fhir/QuestionnaireResponse";
    private const string Form = "http://example.org/fhir/Questionnaire/weekly";
    private const string Number = "+250788000101";

    private static readonly Guid Flow = Guid.Parse("11111111-0000-0000-0000-000000000001");
    private static readonly Guid Contact = Guid.Parse("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a01");
    private static readonly DateTimeOffset From = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TwoSidesApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task SearchAsync_Id_ShowsAllOfTheSummary()
    {
        _app.On($"{Responses}/r1", $$$"""
            {"resourceType":"QuestionnaireResponse","id":"r1","meta":{"lastUpdated":"2026-03-04T07:00:00Z"},"questionnaire":"{{{Form}}}|2","status":"completed","authored":"2026-03-04T06:00:00Z",
            "identifier":{"system":"{{{MheroSystems.RunUuid}}}","value":"run-1"},"source":{"reference":"https://registry.example.org/fhir/Practitioner/7"},"subject":{"reference":"Location/9"}}
            """);

        var page = await SearchAsync(new ResponseQuery { Id = "r1", Worker = "other" });

        Assert.Equal(
            new ResponseSummary("r1", $"{Form}|2", "2026-03-04T06:00:00Z", "completed", "Practitioner/7", null, "Location/9", "run-1", new DateTimeOffset(2026, 3, 4, 7, 0, 0, TimeSpan.Zero)),
            Assert.Single(page.Responses));
        Assert.Null(page.Next);
        Assert.Empty(page.Notes);
    }

    [Theory]
    [InlineData($$$"""{"identifier":{"system":"{{{MheroSystems.ContactUuid}}}","value":"c1"}}""", null, "c1")]
    [InlineData($$$"""{"reference":"Practitioner/7","identifier":{"system":"{{{MheroSystems.ContactUuid}}}","value":"c1"}}""", "Practitioner/7", null)]
    [InlineData("""{"identifier":{"system":"http://example.org/other","value":"c1"}}""", null, null)]
    [InlineData("""{"display":"somebody"}""", null, null)]
    public async Task SearchAsync_SourceOfAResponse_IsTheWorkerOrTheContact(string source, string? worker, string? contact)
    {
        _app.On($"{Responses}/r1", $$"""{"resourceType":"QuestionnaireResponse","id":"r1","identifier":{"system":"http://example.org/other","value":"x"},"source":{{source}}}""");

        var found = Assert.Single((await SearchAsync(new ResponseQuery { Id = "r1" })).Responses);

        Assert.Equal((worker, contact, null, null), (found.Source, found.Contact, found.Run, found.LastUpdated));
    }

    [Theory]
    [InlineData("unknown", 1)]
    [InlineData("not an id", 0)]
    public async Task SearchAsync_IdOfNoResponse_FindsNone(string id, int requests)
    {
        var page = await SearchAsync(new ResponseQuery { Id = id });

        Assert.Empty(page.Responses);
        Assert.Null(page.Next);
        Assert.Equal(requests, _app.Requests.Count);
    }

    [Fact]
    public async Task SearchAsync_AllConditions_AsksForAllOfThemAndForNoAnswers()
    {
        OnFlows("Weekly");
        _app.OnSearch("Questionnaire", FormOf(Form, "2"));
        OnResponses(Response(source: "Practitioner/7", form: $"{Form}|2", run: "RUN-1", authored: "2026-03-01T12:00:00Z"));

        var page = await SearchAsync(new ResponseQuery { Worker = "7", Flow = Flow.ToString(), Run = "run-1", From = From, To = From.AddDays(1).ToOffset(TimeSpan.FromHours(2)) }, 25);

        Assert.Equal("r1", Assert.Single(page.Responses).Id);
        var asked = _app.Requests.First(request => request.StartsWith($"GET {Responses}?", StringComparison.Ordinal));
        foreach (var part in new[]
        {
            "source=Practitioner/7", $"questionnaire={Form},{Form}|2", $"identifier={MheroSystems.RunUuid}|run-1", "authored=ge2026-03-01T00:00:00+00:00", "authored=lt2026-03-02T00:00:00+00:00",
            "_sort=-authored", "_elements=id,meta,identifier,questionnaire,status,subject,authored,author,source", "_count=25",
        })
        {
            Assert.Contains(part, asked.Split('?')[1].Replace("\\|", "|", StringComparison.Ordinal).Split('&'));
        }
    }

    [Fact]
    public async Task SearchAsync_NoCondition_AsksForNone()
    {
        OnResponses(Response());

        Assert.Single((await SearchAsync(new ResponseQuery())).Responses);

        var asked = Assert.Single(_app.Requests);
        Assert.DoesNotContain("source=", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("questionnaire=", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("identifier=", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("authored=", asked, StringComparison.Ordinal);
    }

    // The server's parts of a second may be cut off, so that a second on each side passes. A day alone stands for all its moments.
    [Theory]
    [InlineData("2026-02-28T23:59:58.999Z", false)]
    [InlineData("2026-02-28T23:59:59Z", true)]
    [InlineData("2026-03-01T01:59:59+02:00", true)]
    [InlineData("2026-03-01T01:59:58+02:00", false)]
    [InlineData("2026-03-02T00:00:00.999Z", true)]
    [InlineData("2026-03-02T00:00:01Z", false)]
    [InlineData("2025-03-02", true)]
    [InlineData("2026-03-99T00:00:00Z", true)]
    [InlineData(null, true)]
    public async Task SearchAsync_TimeOutsideTheCondition_IsRefused(string? authored, bool fits)
    {
        OnResponses(Response(authored: authored));

        await AssertAsync(new ResponseQuery { From = From, To = From.AddDays(1) }, fits);
    }

    [Theory]
    [InlineData("2020-01-01T00:00:00Z", false, true)]
    [InlineData("2030-01-01T00:00:00Z", true, false)]
    public async Task SearchAsync_OneBoundOfTime_LeavesTheOtherOpen(string authored, bool fitsFrom, bool fitsTo)
    {
        OnResponses(Response(authored: authored));

        await AssertAsync(new ResponseQuery { From = From }, fitsFrom);
        await AssertAsync(new ResponseQuery { To = From }, fitsTo);
    }

    [Theory]
    [InlineData("RUN-1", true)]
    [InlineData("run-2", false)]
    [InlineData(null, false)]
    public async Task SearchAsync_ResponseOfAnotherRun_IsRefused(string? run, bool fits)
    {
        OnResponses(Response(run: run));

        await AssertAsync(new ResponseQuery { Run = "run-1" }, fits);
    }

    [Theory]
    [InlineData("Practitioner/7", true)]
    [InlineData("https://registry.example.org/fhir/Practitioner/7/_history/2", true)]
    [InlineData("Practitioner/70", false)]
    [InlineData("Person/7", false)]
    [InlineData(null, false)]
    public async Task SearchAsync_ResponseOfAnotherPerson_IsRefused(string? source, bool fits)
    {
        OnResponses(Response(source: source));

        await AssertAsync(new ResponseQuery { Worker = "Practitioner/7" }, fits);
    }

    [Theory]
    [InlineData(Form, true)]
    [InlineData(Form + "|1", true)]
    [InlineData(Form + "2", false)]
    [InlineData(null, false)]
    public async Task SearchAsync_ResponseToAnotherForm_IsRefused(string? form, bool fits)
    {
        OnFlows("Weekly");
        _app.OnSearch("Questionnaire", FormOf(Form, null));
        OnResponses(Response(form: form));

        await AssertAsync(new ResponseQuery { Flow = Flow.ToString() }, fits);
    }

    [Fact]
    public async Task SearchAsync_OneOfSeveralDoesNotFit_ShowsNone()
    {
        OnResponses(Response(run: "run-1"), Response(id: "r2", run: "run-2"));

        await AssertAsync(new ResponseQuery { Run = "run-1" }, false);
    }

    [Fact]
    public async Task SearchAsync_ServerSaysThatItIgnoresACondition_IsRefused()
    {
        _app.On(Responses, TwoSidesApp.BundleOf([Response(run: "run-1")], withOutcome: true));

        await AssertAsync(new ResponseQuery { Run = "run-1" }, false);
    }

    [Fact]
    public async Task SearchAsync_SeveralPages_ContinuesByTheServersLink()
    {
        _app.On(Responses, request => AnsweringHandler.Fhir(request.RequestUri!.Query.Contains("page=2", StringComparison.Ordinal)
            ? TwoSidesApp.BundleOf([Response(id: "r2")])
            : TwoSidesApp.BundleOf([Response()], "https://registry.example.org/fhir/QuestionnaireResponse?page=2")));

        var first = await SearchAsync(new ResponseQuery());
        Assert.Equal("https://registry.example.org/fhir/QuestionnaireResponse?page=2", Encoding.UTF8.GetString(Convert.FromBase64String(first.Next!)));
        var second = await SearchAsync(new ResponseQuery(), after: first.Next);

        Assert.Equal(("r1", "r2"), (Assert.Single(first.Responses).Id, Assert.Single(second.Responses).Id));
        Assert.Null(second.Next);
        Assert.Equal($"GET {Responses}?page=2", _app.Requests[^1]);
    }

    [Fact]
    public async Task SearchAsync_ContinuationThatNoPageGave_IsRefused()
    {
        Assert.Equal(HttpCodes.BadFilter, (await Assert.ThrowsAsync<OperatorException>(() => SearchAsync(new ResponseQuery(), after: "%%%"))).Code);

        // A link to another host never leaves the registry.
        var elsewhere = Convert.ToBase64String(Encoding.UTF8.GetBytes("https://elsewhere.example.org/QuestionnaireResponse?page=2"));
        Assert.Equal(FhirErrorKind.Configuration, (await Assert.ThrowsAsync<FhirException>(() => SearchAsync(new ResponseQuery(), after: elsewhere))).Kind);
        Assert.Empty(_app.Requests);
    }

    [Theory]
    [InlineData("Practitioner/7", "Practitioner/7")]
    [InlineData("Person/7", "Person/7")]
    [InlineData("7", "Practitioner/7")]
    public async Task SearchAsync_Worker_IsAReferenceOrAnId(string worker, string asked)
    {
        OnResponses(Response(source: asked));

        Assert.Single((await SearchAsync(new ResponseQuery { Worker = worker })).Responses);
        Assert.Contains($"source={asked}&", Assert.Single(_app.Requests), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Location/7")]
    [InlineData("not an id")]
    public async Task SearchAsync_WorkerThatIsNone_IsRefused(string worker)
    {
        Assert.Equal(HttpCodes.BadFilter, (await Assert.ThrowsAsync<OperatorException>(() => SearchAsync(new ResponseQuery { Worker = worker }))).Code);
        Assert.Empty(_app.Requests);
    }

    [Fact]
    public async Task SearchAsync_Phone_FindsItsOwnersWorkers()
    {
        await OwnAsync(Number, "Practitioner/7", null);
        await OwnAsync(Number, null, Contact);
        OnResponses(Response(source: "Practitioner/7"));

        var page = await SearchAsync(new ResponseQuery { Phone = "0788 000 101" });

        Assert.Single(page.Responses);
        Assert.Empty(page.Notes);
        Assert.Contains("source=Practitioner/7&", Assert.Single(_app.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SearchAsync_PhoneOfAnotherWorker_AsksNothing()
    {
        await OwnAsync(Number, "Practitioner/7", null);

        var page = await SearchAsync(new ResponseQuery { Phone = Number, Worker = "8" });

        Assert.Empty(page.Responses);
        Assert.Empty(page.Notes);
        Assert.Empty(_app.Requests);
    }

    [Fact]
    public async Task SearchAsync_PhoneWithoutOwner_SaysSo()
    {
        var page = await SearchAsync(new ResponseQuery { Phone = Number });

        Assert.Empty(page.Responses);
        Assert.Equal(["No health worker has the telephone number."], page.Notes);
        Assert.Empty(_app.Requests);
        Assert.Equal(HttpCodes.BadFilter, (await Assert.ThrowsAsync<OperatorException>(() => SearchAsync(new ResponseQuery { Phone = "no number" }))).Code);
    }

    [Theory]
    [InlineData("9", "location=Location/9")]
    [InlineData("Location/9", "location=Location/9")]
    [InlineData("Organization/9", "organization=Organization/9")]
    public async Task SearchAsync_Facility_FindsThoseWithARoleThere(string facility, string asked)
    {
        _app.OnSearch("PractitionerRole", Role("Practitioner/7"), Role("https://registry.example.org/fhir/Practitioner/8"), Role(null));
        OnResponses(Response(source: "Practitioner/8"));

        var page = await SearchAsync(new ResponseQuery { Facility = facility });

        Assert.Single(page.Responses);
        Assert.Contains(_app.Requests, request => request.Contains($"PractitionerRole?{asked}&_elements=id,meta,practitioner,location,organization", StringComparison.Ordinal));
        Assert.Contains(_app.Requests, request => request.Contains("source=Practitioner/7,Practitioner/8&", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Practitioner/9")]
    [InlineData("not an id")]
    [InlineData("Location/")]
    public async Task SearchAsync_FacilityThatIsNone_IsRefused(string facility)
    {
        Assert.Equal(HttpCodes.BadFilter, (await Assert.ThrowsAsync<OperatorException>(() => SearchAsync(new ResponseQuery { Facility = facility }))).Code);
        Assert.Empty(_app.Requests);
    }

    [Fact]
    public async Task SearchAsync_FacilityWithoutWorkers_SaysSo()
    {
        var page = await SearchAsync(new ResponseQuery { Facility = "9" });

        Assert.Equal(["No health worker has a role at the facility."], page.Notes);
        Assert.Empty(page.Responses);
        Assert.DoesNotContain(_app.Requests, request => request.Contains(Responses, StringComparison.Ordinal));
    }

    [Fact]
    public async Task SearchAsync_ServerIgnoresTheFacility_IsRefused()
    {
        _app.On("/fhir/PractitionerRole", TwoSidesApp.BundleOf([Role("Practitioner/7")], withOutcome: true));

        Assert.Equal(HttpCodes.NotSearchable, (await Assert.ThrowsAsync<OperatorException>(() => SearchAsync(new ResponseQuery { Facility = "9" }))).Code);
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public async Task SearchAsync_FacilityWithManyWorkers_IsRefusedFromABound(int workers, bool isAsked)
    {
        _app.OnSearch("PractitionerRole", [.. Enumerable.Range(1, workers).Select(n => Role(string.Create(CultureInfo.InvariantCulture, $"Practitioner/{n}")))]);
        OnResponses(Response(source: "Practitioner/1"));
        var query = new ResponseQuery { Facility = "9", Worker = "1" };

        if (isAsked)
        {
            Assert.Single((await SearchAsync(query)).Responses);
        }
        else
        {
            Assert.Equal(HttpCodes.TooMany, (await Assert.ThrowsAsync<OperatorException>(() => SearchAsync(query))).Code);
        }
    }

    [Theory]
    [InlineData("weekly", null)]
    [InlineData("Weekly", "The registry has no Questionnaire of the flow.")]
    [InlineData("Monthly", "The workspace has no flow named 'Monthly': correct the name, or import the flow into RapidPro.")]
    public async Task SearchAsync_FlowByItsName_FindsItsForms(string name, string? note)
    {
        OnFlows("Weekly");
        if (note is null)
        {
            _app.OnSearch("Questionnaire", FormOf(Form, "2"));
        }

        OnResponses(Response(form: Form));

        var page = await SearchAsync(new ResponseQuery { Flow = name });

        Assert.Equal(note is null ? [] : [note], page.Notes);
        Assert.Equal(note is null ? 1 : 0, page.Responses.Count);
        Assert.Equal(note is null, _app.Requests.Any(request => request.Contains(Responses, StringComparison.Ordinal)));
    }

    private Task<ResponsePage> SearchAsync(ResponseQuery query, int max = 10, string? after = null) => _app.Get<ResponseSearch>().SearchAsync(query, max, after, CancellationToken.None);

    private async Task AssertAsync(ResponseQuery query, bool fits)
    {
        if (fits)
        {
            Assert.Single((await SearchAsync(query)).Responses);
        }
        else
        {
            Assert.Equal(HttpCodes.NotSearchable, (await Assert.ThrowsAsync<OperatorException>(() => SearchAsync(query))).Code);
        }
    }

    private async Task OwnAsync(string number, string? worker, Guid? contact) =>
        await _app.Get<ContactLedger>().IndexAsync([new OwnerChange(ContactLedger.NumberKey(number), worker, contact, true)], CancellationToken.None);

    private void OnFlows(string name) => _app.OnList("flows", $$"""{"uuid":"{{Flow}}","name":"{{name}}","type":"message","archived":false,"results":[]}""");

    private void OnResponses(params string[] responses) => _app.OnSearch("QuestionnaireResponse", responses);

    private static string FormOf(string url, string? version) =>
        $$"""{"resourceType":"Questionnaire","id":"q1","status":"active","url":"{{url}}"{{(version is null ? "" : $",\"version\":\"{version}\"")}},"identifier":[{"system":"{{MheroSystems.FlowUuid}}","value":"{{Flow}}"}]}""";

    private static string Role(string? practitioner) =>
        $$"""{"resourceType":"PractitionerRole","id":"x"{{(practitioner is null ? "" : $",\"practitioner\":{{\"reference\":\"{practitioner}\"}}")}}}""";

    private static string Response(string id = "r1", string? source = null, string? form = null, string? run = null, string? authored = null) =>
        $$"""
        {"resourceType":"QuestionnaireResponse","id":"{{id}}","status":"completed"{{Member("questionnaire", form)}}{{Member("authored", authored)}}
        {{(source is null ? "" : $",\"source\":{{\"reference\":\"{source}\"}}")}}{{(run is null ? "" : $",\"identifier\":{{\"system\":\"{MheroSystems.RunUuid}\",\"value\":\"{run}\"}}")}}}
        """;

    private static string Member(string name, string? value) => value is null ? "" : $",\"{name}\":\"{value}\"";
}
