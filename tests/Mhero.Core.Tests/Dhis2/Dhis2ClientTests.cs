using System.Net;
using Mhero.Core.Dhis2;
using Mhero.Core.Sync.Reports;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Dhis2;

/// <summary>What the client sends to DHIS2, how it reads answers, and which failure each answer is.</summary>
public sealed class Dhis2ClientTests
{
    private const string Stored = """{"status":"OK","response":{"status":"SUCCESS","importCount":{"imported":1}}}""";

    private static readonly DataValueSet Set = new("MALARIA", "2026W9", "OU", "ATTR", [new DataValue("CASES", null, "4"), new DataValue("DEATHS", "FEMALE", "1")]) { CompleteDate = "2026-03-02" };

    private readonly List<(string Method, string Address, string? Authorization, string Body)> _requests = [];

    [Fact]
    public async Task ImportAsync_Values_AreSentWithTheSchemes()
    {
        using var app = AppOf(_ => AnsweringHandler.Json(Stored));

        Assert.Equal([null, null], await ClientOf(app).ImportAsync(Set, CancellationToken.None));

        var (method, address, authorization, body) = Assert.Single(_requests);
        Assert.Equal(("POST", "ApiToken d2pat_x"), (method, authorization));
        Assert.Equal("/dhis/api/dataValueSets?dataSetIdScheme=code&dataElementIdScheme=code&categoryOptionComboIdScheme=code&attributeOptionComboIdScheme=code&orgUnitIdScheme=code", address);
        AssertJson("""{"dataSet":"MALARIA","period":"2026W9","orgUnit":"OU","attributeOptionCombo":"ATTR","dataValues":[{"dataElement":"CASES","value":"4"},{"dataElement":"DEATHS","categoryOptionCombo":"FEMALE","value":"1"}]}""", body);
    }

    [Fact]
    public async Task DeleteAsync_Values_AreSentWithTheStrategy()
    {
        using var app = AppOf(_ => AnsweringHandler.Json(Stored), ("Mhero:Dhis2:DataSetScheme", "uid"), ("Mhero:Dhis2:DataElementScheme", "uid"), ("Mhero:Dhis2:CategoryOptionComboScheme", "uid"), ("Mhero:Dhis2:OrgUnitScheme", "name"));

        await ClientOf(app).DeleteAsync(Set with { AttributeOptionCombo = null }, CancellationToken.None);

        var (_, address, _, body) = Assert.Single(_requests);
        Assert.Equal("/dhis/api/dataValueSets?orgUnitIdScheme=name&importStrategy=DELETE", address);
        Assert.DoesNotContain("attributeOptionCombo", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImportAsync_AnswerThatNamesNoValue_AsksForEach()
    {
        using var app = AppOf(body => body.Contains("CASES", StringComparison.Ordinal) && body.Contains("DEATHS", StringComparison.Ordinal)
            ? AnsweringHandler.Json("""{"status":"WARNING","response":{"status":"WARNING","importCount":{"imported":1,"ignored":1},"conflicts":[{"object":"x","value":"unclear"}]}}""", 409)
            : body.Contains("DEATHS", StringComparison.Ordinal)
                ? AnsweringHandler.Json("""{"status":"ERROR","response":{"status":"ERROR","conflicts":[{"errorCode":"E7619","object":"DEATHS","value":"no"}]}}""", 409)
                : AnsweringHandler.Json(Stored));

        var verdicts = await ClientOf(app).ImportAsync(Set, CancellationToken.None);

        Assert.Null(verdicts[0]);
        Assert.Equal(Dhis2Codes.ValueRefused, verdicts[1]!.Code);
        Assert.Equal(3, _requests.Count);
    }

    [Fact]
    public async Task RegisterAsync_Report_IsSentWithItsDate()
    {
        using var app = AppOf(_ => AnsweringHandler.Json(Stored));

        Assert.Null(await ClientOf(app).RegisterAsync(Set, CancellationToken.None));
        Assert.Null(await ClientOf(app).UnregisterAsync(Set with { AttributeOptionCombo = null }, CancellationToken.None));

        Assert.Equal("/dhis/api/completeDataSetRegistrations?dataSetIdScheme=code&attributeOptionComboIdScheme=code&orgUnitIdScheme=code", _requests[0].Address);
        AssertJson("""{"completeDataSetRegistrations":[{"dataSet":"MALARIA","period":"2026W9","organisationUnit":"OU","attributeOptionCombo":"ATTR","date":"2026-03-02","completed":true}]}""", _requests[0].Body);
        Assert.EndsWith("&importStrategy=DELETE", _requests[1].Address, StringComparison.Ordinal);
        AssertJson("""{"completeDataSetRegistrations":[{"dataSet":"MALARIA","period":"2026W9","organisationUnit":"OU"}]}""", _requests[1].Body);
    }

    [Fact]
    public async Task RegisterAsync_NoDate_SendsNone()
    {
        using var app = AppOf(_ => AnsweringHandler.Json(Stored));

        await ClientOf(app).RegisterAsync(Set with { CompleteDate = null }, CancellationToken.None);

        AssertJson("""{"completeDataSetRegistrations":[{"dataSet":"MALARIA","period":"2026W9","organisationUnit":"OU","attributeOptionCombo":"ATTR","completed":true}]}""", Assert.Single(_requests).Body);
    }

    [Theory]
    [InlineData("""{"status":"SUCCESS","importCount":{"imported":1},"conflicts":[{"object":"OU","value":"no such unit"}]}""", "no such unit")]
    [InlineData("""{"status":"ERROR","description":"is not assigned"}""", "is not assigned")]
    [InlineData("""{"status":"WARNING","importCount":{"ignored":1}}""", "no reason")]
    public async Task RegisterAsync_AnythingButASuccess_IsARefusal(string answer, string words)
    {
        using var app = AppOf(_ => AnsweringHandler.Json(answer));

        var refusal = (await ClientOf(app).RegisterAsync(Set, CancellationToken.None))!;

        Assert.Equal(Dhis2Codes.CompletenessRefused, refusal.Code);
        Assert.Contains(words, refusal.Words, StringComparison.Ordinal);
        Assert.Contains("the registration as complete of data set MALARIA", refusal.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, nameof(Dhis2ErrorKind.Configuration), Dhis2Codes.CredentialsRefused, false)]
    [InlineData(403, nameof(Dhis2ErrorKind.Configuration), Dhis2Codes.CredentialsRefused, false)]
    [InlineData(302, nameof(Dhis2ErrorKind.Configuration), Dhis2Codes.NotDhis2, false)]
    [InlineData(404, nameof(Dhis2ErrorKind.Configuration), Dhis2Codes.NotDhis2, false)]
    [InlineData(405, nameof(Dhis2ErrorKind.Configuration), Dhis2Codes.NotDhis2, false)]
    [InlineData(410, nameof(Dhis2ErrorKind.Configuration), Dhis2Codes.NotDhis2, false)]
    [InlineData(429, nameof(Dhis2ErrorKind.Throttled), Dhis2Codes.Throttled, false)]
    [InlineData(408, nameof(Dhis2ErrorKind.Transient), Dhis2Codes.ServerUnavailable, false)]
    [InlineData(502, nameof(Dhis2ErrorKind.Transient), Dhis2Codes.ServerUnavailable, false)]
    [InlineData(503, nameof(Dhis2ErrorKind.Transient), Dhis2Codes.ServerUnavailable, false)]
    [InlineData(504, nameof(Dhis2ErrorKind.Transient), Dhis2Codes.ServerUnavailable, false)]
    [InlineData(500, nameof(Dhis2ErrorKind.Transient), Dhis2Codes.ServerUnavailable, true)]
    [InlineData(505, nameof(Dhis2ErrorKind.Transient), Dhis2Codes.ServerUnavailable, true)]
    [InlineData(400, nameof(Dhis2ErrorKind.Permanent), Dhis2Codes.RequestRefused, false)]
    [InlineData(422, nameof(Dhis2ErrorKind.Permanent), Dhis2Codes.RequestRefused, false)]
    public async Task ImportAsync_Status_IsAFailureOfItsKind(int status, string kind, string code, bool mayBeOfRequest)
    {
        using var app = AppOf(_ =>
        {
            var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(Stored) };
            answer.Headers.Add("Retry-After", "7");
            return answer;
        });

        var e = await Assert.ThrowsAsync<Dhis2Exception>(() => ClientOf(app).ImportAsync(Set, CancellationToken.None));

        Assert.Equal((kind, code, mayBeOfRequest), (e.Kind.ToString(), e.Code, e.MayBeOfRequest));
        Assert.Equal(e.Kind is Dhis2ErrorKind.Transient or Dhis2ErrorKind.Throttled ? TimeSpan.FromSeconds(7) : null, e.RetryAfter);
    }

    [Theory]
    [InlineData("<html>sign in</html>", Dhis2Codes.NotDhis2, false)]
    [InlineData("", Dhis2Codes.NotDhis2, false)]
    [InlineData("{\"status\":", Dhis2Codes.NotDhis2, false)]
    [InlineData("{}", Dhis2Codes.ServerUnavailable, true)]
    [InlineData("[]", Dhis2Codes.ServerUnavailable, true)]
    public async Task ImportAsync_AnswerWithoutASummary_IsNotBelieved(string answer, string code, bool mayBeOfRequest)
    {
        using var app = AppOf(_ => AnsweringHandler.Json(answer));

        var e = await Assert.ThrowsAsync<Dhis2Exception>(() => ClientOf(app).ImportAsync(Set, CancellationToken.None));

        Assert.Equal((Dhis2ErrorKind.Transient, code, mayBeOfRequest), (e.Kind, e.Code, e.MayBeOfRequest));
    }

    [Fact]
    public async Task GetAsync_ConflictIsNoSummaryOfAReading()
    {
        using var app = AppOf(_ => AnsweringHandler.Json(Stored, 409));

        Assert.Equal(Dhis2Codes.RequestRefused, (await Assert.ThrowsAsync<Dhis2Exception>(() => ClientOf(app).GetSystemAsync(CancellationToken.None))).Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ImportAsync_NoConnectionOrNoAnswer_IsTransient(bool isTimeout)
    {
        using var app = AppOf(_ => isTimeout ? throw new TaskCanceledException() : throw new HttpRequestException("no such host"));

        var e = await Assert.ThrowsAsync<Dhis2Exception>(() => ClientOf(app).ImportAsync(Set, CancellationToken.None));

        Assert.Equal((Dhis2ErrorKind.Transient, Dhis2Codes.ServerUnavailable), (e.Kind, e.Code));
        Assert.Contains(isTimeout ? "Mhero__Dhis2__RequestTimeout" : "Mhero__Dhis2__BaseUrl", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, null)]
    [InlineData(403, null)]
    [InlineData(404, null)]
    [InlineData(400, null)]
    [InlineData(500, nameof(Dhis2ErrorKind.Transient))]
    [InlineData(503, nameof(Dhis2ErrorKind.Transient))]
    [InlineData(429, nameof(Dhis2ErrorKind.Throttled))]
    public async Task FindFailureAsync_AnotherRequest_TellsWhetherTheServerFails(int status, string? kind)
    {
        using var app = AppOf(_ =>
        {
            var answer = AnsweringHandler.Json("{}", status);
            answer.Headers.Add("Retry-After", "7");
            return answer;
        });

        var failure = await ClientOf(app).FindFailureAsync(CancellationToken.None);

        Assert.Equal(kind, failure?.Kind.ToString());
        Assert.Equal("/dhis/api/dataSets?fields=id&pageSize=1", Assert.Single(_requests).Address);
        if (failure is not null)
        {
            // It is the server's: it is not taken for a failure of one report.
            Assert.Equal((false, TimeSpan.FromSeconds(7)), (failure.MayBeOfRequest, failure.RetryAfter));
        }
    }

    [Fact]
    public async Task FindDataSetsAsync_Answer_HasWhatAMappingNeeds()
    {
        using var app = AppOf(_ => AnsweringHandler.Json(
            """
            {"dataSets":[{"id":"s1","code":"MALARIA","name":"Malaria","periodType":"Weekly","expiryDays":2.5,"openFuturePeriods":1,
            "attributeValues":[{"value":"X1","attribute":{"id":"a1"}},{"value":"X2","attribute":{"id":"a1"}},{"value":"no attribute"}],
            "categoryCombo":{"categoryOptionCombos":[{"id":"c1"},{"id":"c2"}]},
            "dataSetElements":[{"dataElement":{"id":"e1","code":"CASES","valueType":"INTEGER","zeroIsSignificant":true,"categoryCombo":{"categoryOptionCombos":[{"id":"c1"}]}}},
            {"categoryCombo":{"categoryOptionCombos":[{"id":"c3"}]},"dataElement":{"id":"e2","code":"DEATHS","categoryCombo":{"categoryOptionCombos":[{"id":"c1"}]}}},{"other":1}]},1,{}]}
            """));

        var sets = await ClientOf(app).FindDataSetsAsync("MALARIA", CancellationToken.None);

        Assert.Equal(2, sets.Count);
        var set = sets[0];
        Assert.Equal(("s1", "MALARIA", "Malaria", "Weekly", 2.5, 1), (set.Thing.Id, set.Thing.Code, set.Thing.Name, set.PeriodType, set.ExpiryDays, set.OpenFuturePeriods));
        Assert.Equal("X1", set.Thing.NameBy("attribute:a1"));
        Assert.Equal(["c1", "c2"], set.AttributeCombos.Select(combo => combo.Id));
        Assert.Equal([("CASES", "INTEGER", true, "c1"), ("DEATHS", null, false, "c3")], set.Elements.Select(e => (e.Thing.Code, e.ValueType, e.KeepsZeros, e.Combos[0].Id)));
        Assert.Equal(("", null, 0d, 0), (sets[1].Thing.Id, sets[1].PeriodType, sets[1].ExpiryDays, sets[1].OpenFuturePeriods));
        Assert.StartsWith("/dhis/api/dataSets?filter=code:eq:MALARIA&fields=", _requests[0].Address, StringComparison.Ordinal);
        Assert.EndsWith("&paging=false", _requests[0].Address, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(50, 1)]
    [InlineData(51, 2)]
    public async Task FindOrgUnitsAsync_ManyNames_AreAskedForByFifty(int count, int requests)
    {
        using var app = AppOf(_ => AnsweringHandler.Json("""{"organisationUnits":[{"id":"u1","code":"OU","dataSets":[{"id":"s1"},{"other":1}]}]}"""), ("Mhero:Dhis2:OrgUnitScheme", "attribute:Abcdefghij1"));
        List<string> names = [.. Enumerable.Range(1, count).Select(n => $"U{n}"), "U1"];

        var found = await ClientOf(app).FindOrgUnitsAsync(names, CancellationToken.None);

        Assert.Equal((requests, requests), (_requests.Count, found.Count));
        Assert.Equal(["s1"], found[0].DataSets);
        Assert.StartsWith("/dhis/api/organisationUnits?filter=Abcdefghij1:in:[U1,U2,", _requests[0].Address, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://dhis2.example.org", "/api/system/info")]
    [InlineData("https://dhis2.example.org/dhis/", "/dhis/api/system/info")]
    [InlineData("https://dhis2.example.org/dhis/api/", "/dhis/api/system/info")]
    public async Task GetSystemAsync_Address_IsWithOrWithoutTheApi(string address, string path)
    {
        using var app = AppOf(_ => AnsweringHandler.Json("""{"version":"2.41.0","calendar":"iso8601"}"""), ("Mhero:Dhis2:BaseUrl", address), ("Mhero:Dhis2:Token", ""), ("Mhero:Dhis2:Username", "jane"), ("Mhero:Dhis2:Password", "secret"));

        Assert.Equal(new Dhis2System("2.41.0", "iso8601"), await ClientOf(app).GetSystemAsync(CancellationToken.None));
        Assert.Equal(path, _requests[0].Address);
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("jane:secret")), _requests[0].Authorization);
    }

    private static void AssertJson(string expected, string actual) => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), actual);

    private static Dhis2Client ClientOf(MemoryApp app) => app.Get<Dhis2Connection>().Client;

    private MemoryApp AppOf(Func<string, HttpResponseMessage> answer, params (string Name, string Value)[] settings) => new(
        request =>
        {
            var body = request.Content is { } content ? new StreamReader(content.ReadAsStream()).ReadToEnd() : "";
            _requests.Add((request.Method.Method, Uri.UnescapeDataString(request.RequestUri!.PathAndQuery), request.Headers.Authorization?.ToString(), body));
            return answer(body);
        },
        [.. new[] { ("Mhero:Dhis2:BaseUrl", "https://dhis2.example.org/dhis"), ("Mhero:Dhis2:Token", "d2pat_x"), ("Mhero:Dhis2:MaxRetries", "0") }.ExceptBy(settings.Select(s => s.Name), s => s.Item1), .. settings]);
}
