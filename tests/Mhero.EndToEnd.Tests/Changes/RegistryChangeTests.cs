using System.Net;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Storage.Tables;
using Mhero.DevHost.Host;
using Mhero.EndToEnd.Tests.Contacts;
using Mhero.EndToEnd.Tests.Fixtures;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Changes;

/// <summary>The registry, or Event Grid, says that something changed: soon afterwards RapidPro has it, once, and no timer fired.</summary>
public sealed class RegistryChangeTests(ChangeWorld world) : IClassFixture<ChangeWorld>, IDisposable
{
    private readonly HttpClient _http = new();

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("subscription")]
    [InlineData("subscription with payload")]
    [InlineData("event grid")]
    [InlineData("cloud event")]
    public async Task Change_DoubledAndOutOfOrder_ChangesTheContactOnce(string sender)
    {
        var number = SyncWorld.NewNumber();
        var worker = await world.AddWorkerAsync("Before Change", number);
        await world.SettleAsync();
        await world.EditWorkerAsync(worker.Id!, p => p.Name[0].Family = "Between");
        var between = await world.ReadWorkerAsync(worker.Id!);
        await world.EditWorkerAsync(worker.Id!, p => p.Name[0].Family = "Afterwards");
        var after = await world.ReadWorkerAsync(worker.Id!);
        world.RapidPro.Requests.Reset();

        // The newer one first, the older one after it, and both again.
        foreach (var state in new[] { after, between, after, between })
        {
            Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(sender, state)).StatusCode);
        }

        await world.IdleAsync();

        Assert.Equal("Before Afterwards", world.ContactOf(number).Name);
        Assert.Equal(1, world.RapidPro.Requests.Recent.Count(r => r.Method == "POST" && r.Endpoint == "contacts"));

        // A straggler changes nothing any more.
        await SendAsync(sender, between);
        await world.IdleAsync();
        Assert.Equal("Before Afterwards", world.ContactOf(number).Name);
        Assert.Equal(1, world.RapidPro.Requests.Recent.Count(r => r.Method == "POST" && r.Endpoint == "contacts"));
    }

    [Fact]
    public async Task Change_OfARole_ReachesTheContact()
    {
        var number = SyncWorld.NewNumber();
        var worker = await world.AddWorkerAsync("Role Change", number);
        await world.SettleAsync();
        await world.AddAsync(new PractitionerRole { Active = true, Practitioner = new ResourceReference($"Practitioner/{worker.Id}"), Code = [new CodeableConcept { Text = "Midwife" }] });

        await PostAsync("", "[" + GridEvent("PractitionerRole", "1", "1") + "]");
        await world.IdleAsync();

        Assert.Equal("Midwife", world.ContactOf(number).Fields.GetValueOrDefault("cadre"));
    }

    [Fact]
    public async Task ThousandNotices_TheLastChangeIsSeen()
    {
        var number = SyncWorld.NewNumber();
        var worker = await world.AddWorkerAsync("Burst First", number);
        await world.SettleAsync();
        var notices = Enumerable.Range(0, 20).Select(async batch =>
        {
            for (var n = 0; n < 50; n++)
            {
                Assert.Equal(HttpStatusCode.Accepted, (await PostAsync("", "")).StatusCode);
            }
        }).ToList();
        await Task.WhenAll(notices);
        await world.EditWorkerAsync(worker.Id!, p => p.Name[0].Family = "Last");
        await PostAsync("", "");
        await world.IdleAsync();

        Assert.Equal("Burst Last", world.ContactOf(number).Name);
    }

    [Fact]
    public async Task Notices_ToTwoInstances_OrderOneLookUnlessTheStorageIsSlow()
    {
        var settings = world.NewSettings();
        settings["Mhero:Changes:Delay"] = "00:00:20";
        await using var one = await world.StartHostAsync(settings);
        await using var other = await world.StartHostAsync(settings);
        var queue = settings["ContactsQueue"]!;

        await Task.WhenAll(Enumerable.Range(0, 60).Select(n => PostAsync("", "", host: n % 2 == 0 ? one : other)));

        // An instance that waits for the other's order longer than two seconds orders a look itself.
        var depth = await one.Services.GetRequiredService<MessageQueues>().DepthAsync(queue);
        Assert.True(depth is >= 1 and <= 4, $"{depth} looks were ordered for 60 notices.");
    }

    [Fact]
    public async Task Queue_Refuses_SoDoesTheEndpoint_AndTheRepeatedNoticeIsOrdered()
    {
        await using var queues = await QueueProxy.StartAsync(world.Settings["AzureWebJobsStorage"]!);
        var settings = world.NewSettings();
        settings["AzureWebJobsStorage"] = queues.ConnectionString;
        settings["Mhero:Changes:Delay"] = "00:00:20";
        await using var host = await world.StartHostAsync(settings);
        queues.Refuse = path => path.Contains(settings["ContactsQueue"]!, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.InternalServerError, (await PostAsync("", "", host: host)).StatusCode);
        queues.Refuse = _ => false;
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync("", "", host: host)).StatusCode);

        Assert.True(queues.Refused > 0);
        Assert.Equal(1, await host.Services.GetRequiredService<MessageQueues>().DepthAsync(settings["ContactsQueue"]!));
    }

    [Fact]
    public async Task Claim_OfAnInstanceThatDied_DoesNotHoldTheOrderBack()
    {
        var settings = world.NewSettings();
        settings["Mhero:Changes:Delay"] = "00:00:20";
        await using var host = await world.StartHostAsync(settings);
        var until = TimeProvider.System.GetUtcNow().AddMinutes(10).ToString("O", null);
        await host.Services.GetRequiredService<DocumentTable>().WriteAsync("orders", [new Document("registry", $$"""{"by":"one who died","coversUntil":"{{until}}","isSent":false}""")]);
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync("", "", host: host)).StatusCode);

        Assert.Equal(1, await host.Services.GetRequiredService<MessageQueues>().DepthAsync(settings["ContactsQueue"]!));

        // The claim is as it was and no other has its place, so the order was sent in spite of it.
        var claims = await host.Services.GetRequiredService<DocumentTable>().ScanAsync("orders").ToListAsync();
        Assert.Equal(["groups", "registry"], claims.Select(c => c.Key).Order());
        Assert.Contains("one who died", claims.Single(c => c.Key == "registry").Content, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", """{"resourceType":"Patient","id":"1"}""")]
    [InlineData("/Patient/1", "")]
    [InlineData("", """[{"eventType":"Microsoft.HealthcareApis.FhirResourceCreated","data":{"resourceType":"Observation"}}]""")]
    public async Task Change_OfWhatNoPollerReads_OrdersNothing(string path, string body)
    {
        var settings = world.NewSettings();
        await using var host = await world.StartHostAsync(settings);

        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(path, body, host: host)).StatusCode);

        Assert.Equal(0, await host.Services.GetRequiredService<MessageQueues>().DepthAsync(settings["ContactsQueue"]!));
        await world.IdleAsync(host);
        Assert.Empty(await host.Services.GetRequiredService<SyncLogStore>().RecentAsync("registry", 5));
    }

    [Fact]
    public async Task Handshakes_AreAnswered()
    {
        using var validated = await PostAsync("", """[{"id":"1","eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":{"validationCode":"512d38b6","validationUrl":"https://example.org"}}]""");
        using var options = new HttpRequestMessage(HttpMethod.Options, Address("", world.Host)) { Headers = { { "WebHook-Request-Origin", "eventgrid.azure.net" } } };
        using var allowed = await _http.SendAsync(options);

        Assert.Equal(HttpStatusCode.OK, validated.StatusCode);
        Assert.Equal("512d38b6", JsonNode.Parse(await validated.Content.ReadAsStringAsync())!["validationResponse"]!.GetValue<string>());
        Assert.Equal((HttpStatusCode.OK, "eventgrid.azure.net"), (allowed.StatusCode, allowed.Headers.GetValues("WebHook-Allowed-Origin").Single()));
    }

    [Theory]
    [InlineData("POST", "")]
    [InlineData("PUT", "/Practitioner/1")]
    [InlineData("OPTIONS", "")]
    public async Task Secret_WrongOrMissing_IsRefused(string method, string path)
    {
        foreach (var query in new[] { $"?code={SyncWorld.FunctionKey}", $"?code={SyncWorld.FunctionKey}&secret=wrong", $"?secret={SyncWorld.WebhookSecret}" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(world.Host.BaseUrl, $"/api/fhir/changes{path}{query}"));
            using var response = await _http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }

    private Task<HttpResponseMessage> SendAsync(string sender, Practitioner state) => sender switch
    {
        "subscription" => PostAsync("", ""),
        "subscription with payload" => PutAsync(state),
        "event grid" => PostAsync("", $"[{GridEvent("Practitioner", state.Id!, state.Meta!.VersionId!)}]"),
        _ => PostAsync("", $$$"""{"specversion":"1.0","id":"{{{Guid.NewGuid()}}}","source":"x","type":"Microsoft.HealthcareApis.FhirResourceUpdated","data":{"resourceType":"Practitioner","resourceFhirId":"{{{state.Id}}}"}}"""),
    };

    private static string GridEvent(string type, string id, string version) => $$$"""
        {"id":"{{{Guid.NewGuid()}}}","eventType":"Microsoft.HealthcareApis.FhirResourceUpdated","data":{"resourceType":"{{{type}}}","resourceFhirAccount":"x","resourceFhirId":"{{{id}}}","resourceVersionId":"{{{version}}}"},"dataVersion":"1"}
        """;

    private Task<HttpResponseMessage> PostAsync(string path, string body, FunctionsHost? host = null) => _http.PostAsync(
        Address(path, host ?? world.Host), body.Length == 0 ? null : new StringContent(body, Encoding.UTF8, "application/json"));

    /// <summary>As servers bring the resource: an update below the endpoint, with the headers of the Subscription's channel.</summary>
    private async Task<HttpResponseMessage> PutAsync(Practitioner state)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(world.Host.BaseUrl, $"/api/fhir/changes/Practitioner/{state.Id}"))
        {
            Content = new ByteArrayContent(FhirJson.Serialize(state)),
            Headers = { { "x-functions-key", SyncWorld.FunctionKey }, { "X-Mhero-Secret", SyncWorld.WebhookSecret } },
        };
        return await _http.SendAsync(request);
    }

    private static Uri Address(string path, FunctionsHost host) =>
        new(host.BaseUrl, $"/api/fhir/changes{path}?code={SyncWorld.FunctionKey}&secret={SyncWorld.WebhookSecret}");
}
