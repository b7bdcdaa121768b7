using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Mhero.Core.Fhir;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Sync.Servers;
using Mhero.Simulator;

namespace Mhero.EndToEnd.Tests.Contacts;

/// <summary>The HTTP surface, called as a client calls it.</summary>
public sealed partial class ContactHttpTests(SyncWorld world) : IClassFixture<SyncWorld>, IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(world.Host.BaseUrl, "/api/"), DefaultRequestHeaders = { { "x-functions-key", SyncWorld.FunctionKey } } };

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("GET", "status")]
    [InlineData("GET", "dead-letters")]
    [InlineData("GET", "reviews")]
    [InlineData("GET", "conflicts")]
    [InlineData("POST", "sync/contacts")]
    [InlineData("POST", "fhir")]
    [InlineData("POST", "fhir/QuestionnaireResponse/$extract")]
    [InlineData("POST", "fhir/Questionnaire/$to-flow")]
    [InlineData("POST", "dead-letters/replay")]
    [InlineData("POST", "dead-letters/x/replay")]
    [InlineData("POST", "reviews/x")]
    public async Task WithoutKey_IsRefused_AndNothingElseHappens(string method, string path)
    {
        using var stranger = new HttpClient { BaseAddress = _http.BaseAddress };

        using var response = await stranger.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(0, await world.Host.Services.GetRequiredService<MessageQueues>().DepthAsync(world.Settings["ContactsQueue"]!));
    }

    [Fact]
    public async Task Health_NeedsNoKey()
    {
        using var stranger = new HttpClient { BaseAddress = _http.BaseAddress };

        Assert.Equal("ok", (await stranger.GetFromJsonAsync<JsonObject>("health"))!["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task SyncContacts_ReadsBothSides_AndStatusShowsIt()
    {
        var number = SyncWorld.NewNumber();
        await world.AddWorkerAsync("By Request", number);

        using var response = await _http.PostAsync("sync/contacts", null);
        await world.Host.WaitUntilIdleAsync();

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.NotNull(world.ContactOf(number));
        var status = (await _http.GetFromJsonAsync<JsonObject>("status"))!;
        Assert.Contains(status["readings"]!.AsArray(), r => r!["kind"]!.GetValue<string>() == "contacts" && r["finishedAt"] is not null);
        Assert.Superset(new HashSet<string> { "contacts", "registry" }, status["runs"]!.AsArray().Select(r => r!["kind"]!.GetValue<string>()).ToHashSet());
        Assert.Equal(0, status["queues"]![0]!["messages"]!.GetValue<int>());
        Assert.Equal(0, status["deadLetters"]!.GetValue<int>());
    }

    [Fact]
    public async Task Status_ServerWasTried_ShowsItsProfile()
    {
        await world.Host.Services.GetRequiredService<ServerProfileStore>().KeepAsync([new(ServerAbilities.JsonPatch, true, "A JSON Patch is accepted.") { Works = true }], default);

        var server = (await _http.GetFromJsonAsync<JsonObject>("status"))!["server"]!;

        Assert.Equal("JSON patch", (string?)server["findings"]![0]!["ability"]);
        Assert.True((bool)server["findings"]![0]!["works"]!);
        Assert.NotNull(server["checkedAt"]);
    }

    [Fact]
    public async Task Sync_UnknownKind_IsRefusedWithTheListOfKinds()
    {
        using var response = await _http.PostAsync("sync/people", null);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal("MH6017", problem["code"]!.GetValue<string>());
        Assert.Equal(["contacts", "flows", "groups", "messages", "opt-outs", "registry", "runs"], problem["kinds"]!.AsArray().Select(k => k!.GetValue<string>()));
    }

    [Theory]
    [InlineData("contacts", "contacts,registry")]
    [InlineData("registry", "registry")]
    [InlineData("groups", "groups")]
    [InlineData("flows", "flows")]
    [InlineData("runs", "runs")]
    [InlineData("messages", "messages")]
    [InlineData("opt-outs", "opt-outs")]
    public async Task Sync_EachKind_OrdersItsPollers(string kind, string pollers)
    {
        using var response = await _http.PostAsync($"sync/{kind}", null);
        await world.Host.WaitUntilIdleAsync();

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var ordered = (await response.Content.ReadFromJsonAsync<JsonObject>())!["ordered"]!.AsArray().Select(k => k!.GetValue<string>());
        Assert.Equal(pollers.Split(','), ordered);
        var status = (await _http.GetFromJsonAsync<JsonObject>("status"))!;
        Assert.Contains(status["runs"]!.AsArray(), r => r!["kind"]!.GetValue<string>() == kind);
    }

    [Fact]
    public async Task Bundle_NewAndKnownWorkers_AreSynced_AndARepeatChangesNothing()
    {
        var (newNumber, oldNumber) = (SyncWorld.NewNumber(), SyncWorld.NewNumber());
        var known = await world.AddWorkerAsync("Known Before", oldNumber);
        await world.SettleAsync();
        var bundle = $$$"""
            {"resourceType":"Bundle","type":"batch","entry":[
              {"resource":{"resourceType":"Practitioner","identifier":[{"system":"http://example.org/pos","value":"{{{newNumber}}}"}],"name":[{"family":"Pos","given":["From"]}],"telecom":[{"system":"phone","value":"{{{newNumber}}}"}]}},
              {"resource":{"resourceType":"Practitioner","id":"{{{known.Id}}}","name":[{"family":"Bundle","given":["Renamed"]}]}},
              {"resource":{"resourceType":"Person","identifier":[{"system":"http://example.org/pos","value":"p{{{newNumber}}}"}],"name":[{"text":"Person Only"}]}},
              {"resource":{"resourceType":"Observation","status":"final","code":{"text":"x"} } },
              {"resource":{"resourceType":"Practitioner","name":[{"text":"Nobody Knows"}]}},
              {"resource":{"resourceType":"Practitioner","identifier":[{"system":"http://example.org/pos","value":"bad"}],"gender":"none of these"}}
            ]}
            """;

        for (var time = 0; time < 2; time++)
        {
            using var response = await _http.PostAsync("fhir", new StringContent(bundle, Encoding.UTF8, "application/fhir+json"));
            var outcome = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            await world.Host.WaitUntilIdleAsync();

            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            Assert.Equal("application/fhir+json", response.Content.Headers.ContentType!.MediaType);
            Assert.Equal("OperationOutcome", outcome["resourceType"]!.GetValue<string>());
            var paths = outcome["issue"]!.AsArray().Select(i => i!["expression"]?[0]?.GetValue<string>()).OfType<string>().Distinct();
            Assert.Equal(["Bundle.entry[3].resource", "Bundle.entry[4].resource.identifier", "Bundle.entry[5].resource.gender"], paths);
        }

        await world.SettleAsync();
        Assert.Equal("From Pos", world.ContactOf(newNumber).Name);
        Assert.Equal("Renamed Bundle", world.ContactOf(oldNumber).Name);
        var kept = await world.ReadWorkerAsync(known.Id!);
        Assert.Equal(oldNumber, kept.Telecom.Single().Value);
        var page = await world.Fhir.SearchAsync(new Core.Fhir.FhirSearch("Practitioner").Where("identifier", "http://example.org/pos", newNumber));
        Assert.Single(page.Matches);
    }

    [Theory]
    [InlineData("application/json", "not json", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "[]", HttpStatusCode.BadRequest)]
    [InlineData("application/json", """{"resourceType":"Patient"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("application/json", """{"resourceType":"Bundle","type":"history"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("application/json", """{"resourceType":"Bundle","type":"batch","entry":[1,{"resource":"x"}]}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("text/plain", """{"resourceType":"Bundle","type":"batch"}""", HttpStatusCode.UnsupportedMediaType)]
    public async Task Bundle_Malformed_IsRefusedWithAnOutcome_AndNothingElseHappens(string type, string body, HttpStatusCode expected)
    {
        using var response = await _http.PostAsync("fhir", new StringContent(body, Encoding.UTF8, type));

        Assert.Equal(expected, response.StatusCode);
        var outcome = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.NotEmpty(outcome["issue"]![0]!["diagnostics"]!.GetValue<string>());
        Assert.Equal(0, await world.Host.Services.GetRequiredService<MessageQueues>().DepthAsync(world.Settings["ContactsQueue"]!));
    }

    [Fact]
    public async Task Extract_ResponseAlone_IsReadByTheRegistrysQuestionnaire()
    {
        var questionnaire = new Hl7.Fhir.Model.Questionnaire
        {
            Url = "http://example.org/fhir/Questionnaire/weight",
            Version = "1",
            Status = Hl7.Fhir.Model.PublicationStatus.Active,
            Extension = [new("http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-observationExtract", new Hl7.Fhir.Model.FhirBoolean(true))],
            Item = [new() { LinkId = "weight", Type = Hl7.Fhir.Model.Questionnaire.QuestionnaireItemType.Decimal, Code = [new("http://loinc.org", "29463-7")] }],
        };
        await world.Fhir.ConditionalUpdateAsync(questionnaire, new Core.Fhir.FhirSearch("Questionnaire").Where("url", questionnaire.Url));
        const string Body = """
            {"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":"http://example.org/fhir/Questionnaire/weight|1",
             "item":[{"linkId":"weight","answer":[{"valueDecimal":61.5}]}]}
            """;

        using var response = await _http.PostAsync("fhir/QuestionnaireResponse/$extract", new StringContent(Body, Encoding.UTF8, "application/fhir+json"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var parameters = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("return", parameters["parameter"]![0]!["name"]!.GetValue<string>());
        Assert.Equal(61.5m, parameters["parameter"]![0]!["resource"]!["entry"]![0]!["resource"]!["valueQuantity"]!["value"]!.GetValue<decimal>());
    }

    [Theory]
    [InlineData("application/fhir+json", "not json", HttpStatusCode.BadRequest)]
    [InlineData("application/fhir+json", """{"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":"http://example.org/none"}""", HttpStatusCode.BadRequest)]
    [InlineData("text/plain", "{}", HttpStatusCode.UnsupportedMediaType)]
    public async Task Extract_Unusable_IsRefusedWithAnOutcome(string type, string body, HttpStatusCode expected)
    {
        using var response = await _http.PostAsync("fhir/QuestionnaireResponse/$extract", new StringContent(body, Encoding.UTF8, type));

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("OperationOutcome", JsonNode.Parse(await response.Content.ReadAsStringAsync())!["resourceType"]!.GetValue<string>());
    }

    [Fact]
    public async Task Bundle_Oversized_IsRefused()
    {
        using var response = await _http.PostAsync("fhir", new StringContent(new string(' ', 11 * 1024 * 1024), Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task ApiDocs_BundleExample_IsAccepted()
    {
        var docs = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "docs", "api.md"));
        var example = JsonBlock().Matches(docs).Select(block => block.Groups[1].Value).Single(json => json.Contains("\"Bundle\"", StringComparison.Ordinal));

        using var response = await _http.PostAsync("fhir", new StringContent(example, Encoding.UTF8, "application/fhir+json"));
        await world.Host.WaitUntilIdleAsync();

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("Aline Uwase", world.ContactOf("+250788000042").Name);
    }

    [Fact]
    public async Task Reviews_AreListed_AndAnswered()
    {
        var number = SyncWorld.NewNumber();
        await world.AddWorkerAsync("Review One", number);
        await world.AddWorkerAsync("Review Two", number);
        var contact = world.RapidPro.Workspace.AddContact(new SimulatedContact { Name = "Review One", Urns = ["tel:" + number] });
        await world.SettleAsync();

        var reviews = (await _http.GetFromJsonAsync<JsonArray>("reviews"))!;
        var review = reviews.Single(r => r!["subject"]!.GetValue<string>() == contact.Uuid.ToString())!;
        var candidate = review["candidates"]![0]!["reference"]!.GetValue<string>();
        using var neither = await _http.PostAsJsonAsync($"reviews/{review["id"]}", new { });
        using var unknown = await _http.PostAsJsonAsync($"reviews/{new string('0', 32)}", new { create = true });
        using var foreign = await _http.PostAsJsonAsync($"reviews/{review["id"]}", new { choose = "Practitioner/x" });
        using var malformed = await _http.PostAsync($"reviews/{review["id"]}", new StringContent("{", Encoding.UTF8, "application/json"));
        using var answered = await _http.PostAsJsonAsync($"reviews/{review["id"]}", new { choose = candidate });
        await world.Host.WaitUntilIdleAsync();

        Assert.Equal(
            [HttpStatusCode.UnprocessableEntity, HttpStatusCode.NotFound, HttpStatusCode.UnprocessableEntity, HttpStatusCode.BadRequest, HttpStatusCode.Accepted],
            new[] { neither, unknown, foreign, malformed, answered }.Select(r => r.StatusCode));
        Assert.Equal("MH6007", (await unknown.Content.ReadFromJsonAsync<JsonObject>())!["code"]!.GetValue<string>());
        Assert.Equal(candidate, "Practitioner/" + world.RapidPro.Workspace.FindByUuid(contact.Uuid)!.Fields["globalid"]);
    }

    [Fact]
    public async Task DeadLetters_AreListed_AndReplayed()
    {
        var number = SyncWorld.NewNumber();
        var rule = world.RapidPro.Faults.Add(new FaultRule(FaultEffect.BadRequest()) { Method = "POST", Endpoint = "contacts", When = r => r.Body.Contains(number[1..]) });
        var worker = await world.AddWorkerAsync("Dead Letter", number);
        await world.RoundAsync();
        world.RapidPro.Faults.Remove(rule);

        var letters = (await _http.GetFromJsonAsync<JsonArray>("dead-letters?max=5"))!;
        Assert.Equal($"Practitioner/{worker.Id}", letters.Single()!["subject"]!.GetValue<string>());
        using var tooMany = await _http.GetAsync("dead-letters?max=0");
        using var unknown = await _http.PostAsync("dead-letters/unknown/replay", null);
        using var replayed = await _http.PostAsync("dead-letters/replay", null);
        await world.Host.WaitUntilIdleAsync();

        Assert.Equal([HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.Accepted], new[] { tooMany, unknown, replayed }.Select(r => r.StatusCode));
        Assert.Equal(worker.Id, world.ContactOf(number).Fields["globalid"]);
        Assert.Empty((await _http.GetFromJsonAsync<JsonArray>("dead-letters"))!);
    }

    [GeneratedRegex("```json\\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
