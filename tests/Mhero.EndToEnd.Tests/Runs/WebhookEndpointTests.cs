using System.Net;
using Mhero.Core.Storage.Queues;
using Mhero.DevHost.Host;
using Mhero.EndToEnd.Tests.Contacts;
using Mhero.Simulator;

namespace Mhero.EndToEnd.Tests.Runs;

/// <summary>The endpoint for RapidPro's calls: whatever is sent, the answer has a code and is never a 500.</summary>
public sealed class WebhookEndpointTests(RunWorld world) : IClassFixture<RunWorld>, IDisposable
{
    private const string Right = """{"contact":{"uuid":"1303ae08-dcb6-4ba3-a042-35917423ec53"},"flow":{"uuid":"6ba7b810-9dad-41d1-80b4-00c04fd430c8"},"results":{}}""";

    private readonly HttpClient _http = new() { DefaultRequestHeaders = { { "x-functions-key", SyncWorld.FunctionKey } } };

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData("a-webhook-secret-of-test")]
    [InlineData("A-WEBHOOK-SECRET-OF-TESTS")]
    public async Task Secret_MissingOrWrong_Is401(string? secret)
    {
        foreach (var path in new[] { "rapidpro/webhook", "rapidpro/resthook" })
        {
            await AssertAsync(HttpStatusCode.Unauthorized, "MH6011", await SendAsync(Bytes(Right), secret: secret, path: path));
            await AssertAsync(HttpStatusCode.Unauthorized, "MH6011", await SendAsync(Bytes(Right), secret: null, path: $"{path}?secret={secret}"));
        }
    }

    [Fact]
    public async Task FunctionKey_Missing_Is401()
    {
        using var stranger = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(world.Host.BaseUrl, "/api/rapidpro/webhook")) { Content = new StringContent(Right), Headers = { { "X-Mhero-Secret", SyncWorld.WebhookSecret } } };

        using var response = await stranger.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Secret_NotConfigured_Is503()
    {
        var settings = world.NewSettings();
        settings.Remove("Mhero:RapidPro:WebhookSecret");
        await using var host = await world.StartHostAsync(settings);

        await AssertAsync(HttpStatusCode.ServiceUnavailable, "MH6010", await SendAsync(Bytes(Right), secret: "", host: host));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task RightBody_OfAnyContentType_IsAccepted_AndItsAnswerIsJson(string? type)
    {
        var (flow, contact) = await NewAsync();
        using var response = await SendAsync(Bytes(RunWorld.WebhookBody(flow, contact, Guid.NewGuid(), "completed", ("age", "3|Number"))), type);

        Assert.Equal((HttpStatusCode.Accepted, "application/json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("accepted", answer["status"]!.GetValue<string>());
        Assert.True(Guid.TryParse(answer["run"]!.GetValue<string>(), out _));
        await world.IdleAsync();
        Assert.Single(await world.ResponsesAsync(flow.Uuid));
    }

    [Fact]
    public async Task ByteOrderMark_AndUnknownMembers_AreNoMatter()
    {
        var (flow, contact) = await NewAsync();
        var body = JsonNode.Parse(RunWorld.WebhookBody(flow, contact, Guid.NewGuid(), "completed", ("age", "3|Number")))!;
        body["channel"] = new JsonObject { ["uuid"] = "x" };
        body["run"]!["path"] = new JsonArray();
        body["results"]!["age"]!["more"] = 1;

        using var response = await SendAsync([0xEF, 0xBB, 0xBF, .. Bytes(body.ToJsonString())]);
        await world.IdleAsync();

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("3", RunWorld.AnswersOf(Assert.Single(await world.ResponsesAsync(flow.Uuid)))["age"]);
    }

    [Fact]
    public async Task SecretAsQueryParameter_IsEnoughForBothEndpoints_AndAResthooksBodyIsTaken()
    {
        var (flow, contact) = await NewAsync();
        var run = world.AddRun(flow, contact, "completed", ("age", "3|Number"));
        var body = $$$"""
            {"flow":{"name":"x","uuid":"{{{flow.Uuid}}}","revision":3},"contact":{"uuid":"{{{contact.Uuid}}}","name":"x","urn":"tel:+250788000000"},
             "path":[{"node_uuid":"{{{Guid.NewGuid()}}}","arrived_on":"2026-01-01T00:00:00Z"}],
             "results":{"age":{"name":"Age","value":"3","category":"Number","node_uuid":"{{{Guid.NewGuid()}}}","input":"3","created_on":"2026-01-01T00:00:00Z"}},
             "run":{"uuid":"{{{run.Uuid}}}","created_on":"{{{run.CreatedOn:O}}}"},"input":null,"channel":null}
            """;
        foreach (var path in new[] { "webhook", "resthook" })
        {
            using var response = await SendAsync(Bytes(body), secret: null, path: $"rapidpro/{path}?secret={SyncWorld.WebhookSecret}");
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        }

        await world.IdleAsync();
        Assert.Equal("3", RunWorld.AnswersOf(await world.ResponseOfAsync(run))["age"]);
    }

    [Theory]
    [InlineData("", "MH1111")]
    [InlineData("{", "MH1111")]
    [InlineData("contact=1&flow=2", "MH1111")]
    [InlineData("\"\\ud800\"", "MH1112")]
    [InlineData("{\"contact\":{\"uuid\":\"\\ud800\"}}", "MH1111")]
    [InlineData("[]", "MH1112")]
    [InlineData("[{\"contact\":{}}]", "MH1112")]
    [InlineData("null", "MH1112")]
    [InlineData("42", "MH1112")]
    [InlineData("{}", "MH1113")]
    [InlineData("{\"event\":\"order.created\",\"data\":{\"id\":7}}", "MH1113")]
    [InlineData("{\"contact\":[],\"flow\":7}", "MH1112")]
    [InlineData("{\"contact\":{\"uuid\":\"x\"},\"flow\":{\"uuid\":7}}", "MH1114")]
    [InlineData("{\"contact\":{\"uuid\":\"1303ae08-dcb6-4ba3-a042-35917423ec53\"},\"flow\":{\"uuid\":\"6ba7b810-9dad-41d1-80b4-00c04fd430c8\"},\"run\":{\"uuid\":\"@run.uuid\"}}", "MH1114")]
    [InlineData("{\"contact\":{\"uuid\":\"1303ae08-dcb6-4ba3-a042-35917423ec53\"},\"flow\":{\"uuid\":\"6ba7b810-9dad-41d1-80b4-00c04fd430c8\"},\"results\":[1]}", "MH1112")]
    public async Task Body_ThatCannotBeUsed_Is400WithItsCode(string body, string code)
    {
        using var response = await SendAsync(Bytes(body));
        var problem = await AssertAsync(HttpStatusCode.BadRequest, code, response);

        Assert.NotEmpty(problem["detail"]!.GetValue<string>());
        Assert.Equal(0, await DepthAsync());
    }

    [Fact]
    public async Task Body_NotUtf8OrDeep_Is400()
    {
        await AssertAsync(HttpStatusCode.BadRequest, "MH1111", await SendAsync([0xFF, 0xFE, 0x7B, 0x00]));
        await AssertAsync(HttpStatusCode.BadRequest, "MH1111", await SendAsync(Bytes(string.Concat(Enumerable.Repeat("[", 5000)))));
    }

    [Fact]
    public async Task Results_MoreThanARunCanHave_AreRefused()
    {
        var results = string.Join(',', Enumerable.Range(0, 600).Select(i => $"\"r{i}\":{{\"value\":\"1\"}}"));
        await AssertAsync(HttpStatusCode.BadRequest, "MH1115", await SendAsync(Bytes(Right.Replace("\"results\":{}", $"\"results\":{{{results}}}", StringComparison.Ordinal))));

        var longKeys = string.Join(',', Enumerable.Range(0, 300).Select(i => $"\"{new string('k', 100)}{i}\":{{\"value\":\"1\"}}"));
        var problem = await AssertAsync(HttpStatusCode.BadRequest, "MH1116", await SendAsync(Bytes(Right.Replace("\"results\":{}", $"\"results\":{{{longKeys}}}", StringComparison.Ordinal))));
        Assert.InRange(problem.ToJsonString().Length, 1, 20_000);
    }

    [Fact]
    public async Task Body_OverTheBound_Is413()
    {
        var huge = Bytes(Right.Replace("\"results\"", $"\"more\":\"{new string('x', 300 * 1024)}\",\"results\"", StringComparison.Ordinal));

        await AssertAsync(HttpStatusCode.RequestEntityTooLarge, "MH6002", await SendAsync(huge));
        await AssertAsync(HttpStatusCode.RequestEntityTooLarge, "MH6002", await SendAsync(huge, chunked: true));
    }

    [Fact]
    public async Task RunTooLargeForTheQueue_IsFetchedWhenItIsNamed_AndRefusedWhenNot()
    {
        var (flow, contact) = await NewAsync();
        var answers = Enumerable.Range(0, 100).Select(i => ($"note{i}", new string('x', 900))).Append(("age", "3|Number")).ToArray();
        var run = world.AddRun(flow, contact, "completed", answers);

        using var named = await SendAsync(Bytes(RunWorld.WebhookBody(flow, contact, run.Uuid, "completed", answers)));
        await world.IdleAsync();
        Assert.Equal(HttpStatusCode.Accepted, named.StatusCode);
        Assert.Equal("3", RunWorld.AnswersOf(await world.ResponseOfAsync(run))["age"]);

        await AssertAsync(HttpStatusCode.RequestEntityTooLarge, "MH6012", await SendAsync(Bytes(RunWorld.WebhookBody(flow, contact, null, null, answers))));
    }

    [Fact]
    public async Task Simulation_IsIgnored_UnlessItIsWanted_AndThenTaggedAsATest()
    {
        var (flow, contact) = await NewAsync();
        var body = Bytes(RunWorld.WebhookBody(flow, contact, Guid.NewGuid(), "completed", ("age", "3|Number")));

        using var ignored = await SendAsync(body, simulation: true);
        await world.IdleAsync();
        Assert.Equal(HttpStatusCode.Accepted, ignored.StatusCode);
        Assert.Equal("ignored", JsonNode.Parse(await ignored.Content.ReadAsStringAsync())!["status"]!.GetValue<string>());
        Assert.Empty(await world.ResponsesAsync(flow.Uuid));

        await using var host = await world.StartHostAsync(world.SettingsWith(("Mhero:Runs:AcceptSimulations", "true")));
        using var accepted = await SendAsync(body, simulation: true, host: host);
        await world.IdleAsync(host);
        Assert.Contains(Assert.Single(await world.ResponsesAsync(flow.Uuid)).Meta!.Tag, t => t.Code == "HTEST");
    }

    [Fact]
    public async Task Logs_HoldNeitherDataOfPeopleNorKeys()
    {
        var (flow, contact) = await NewAsync();
        using var response = await SendAsync(
            Bytes(RunWorld.WebhookBody(flow, contact, Guid.NewGuid(), "completed", ("age", "a secret answer|Other"))), path: "rapidpro/webhook?code=" + SyncWorld.FunctionKey);
        using var refused = await SendAsync(Bytes("{}"), secret: "another secret", path: "rapidpro/webhook?code=" + SyncWorld.FunctionKey);
        await world.IdleAsync();

        var all = string.Join('\n', world.Log.All.Select(l => l.Text));
        Assert.DoesNotContain("secret answer", all, StringComparison.Ordinal);
        Assert.DoesNotContain(contact.Urns[0][4..], all, StringComparison.Ordinal);
        Assert.DoesNotContain(SyncWorld.FunctionKey, all, StringComparison.Ordinal);
        Assert.DoesNotContain(SyncWorld.WebhookSecret, all, StringComparison.Ordinal);
        Assert.DoesNotContain("another secret", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LegacyBigBody_IsTaken()
    {
        var (flow, contact) = await NewAsync();
        var run = world.AddRun(flow, contact, "completed", ("age", "3|Number"));
        var node = Guid.NewGuid();
        var body = $$$"""
            {"contact":{"uuid":"{{{contact.Uuid}}}","name":"x","urn":"tel:+250788000000"},"flow":{"name":"x","uuid":"{{{flow.Uuid}}}","revision":1},
             "path":[{"node_uuid":"{{{node}}}","arrived_on":"2026-01-01T00:00:00Z","exit_uuid":"{{{node}}}"}],
             "results":{"age":{"category":"Number","category_localized":"Number","created_on":"2026-01-01T00:00:00Z","input":"3","name":"Age","node_uuid":"{{{node}}}","value":"3"}},
             "run":{"uuid":"{{{run.Uuid}}}","created_on":"2026-01-01T00:00:00Z","status":"active","exited_on":null},
             "input":{"attachments":[],"channel":{"address":"1","name":"x","uuid":"{{{node}}}"},"created_on":"2026-01-01T00:00:00Z","text":"3","type":"msg","urn":{"display":"","path":"+250788000000","scheme":"tel"},"uuid":"{{{node}}}"},
             "channel":{"address":"1","name":"x","uuid":"{{{node}}}"}}
            """;

        using var response = await SendAsync(Bytes(body));
        await world.IdleAsync();

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("3", RunWorld.AnswersOf(await world.ResponseOfAsync(run))["age"]);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<JsonNode> AssertAsync(HttpStatusCode status, string code, HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(text)!;
        Assert.Equal(code, problem["code"]!.GetValue<string>());
        return problem;
    }

    private async Task<(SimulatedFlow Flow, SimulatedContact Contact)> NewAsync() => (world.AddFlow("Endpoint", ("Age", "number")), (await world.AddLinkedAsync()).Contact);

    private Task<int> DepthAsync() => world.Host.Services.GetRequiredService<MessageQueues>().DepthAsync(world.Settings["RunsQueue"]!);

    private async Task<HttpResponseMessage> SendAsync(
        byte[] body, string? type = "application/json", string? secret = SyncWorld.WebhookSecret, string path = "rapidpro/webhook", bool chunked = false, bool simulation = false, FunctionsHost? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri((host ?? world.Host).BaseUrl, "/api/" + path)) { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = chunked;
        if (type is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        if (secret is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Mhero-Secret", secret);
        }

        if (simulation)
        {
            request.Headers.Add("X-Mailroom-Mode", "simulation");
        }

        return await _http.SendAsync(request);
    }
}
