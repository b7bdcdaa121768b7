using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Mhero.Simulator;

namespace Mhero.EndToEnd.Tests.Simulator;

public sealed class FaultPlanTests
{
    [Fact]
    public async Task Add_ServerErrorTwice_ThenAnswersAndSavesNothingBefore()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        using var http = SimulatorClient.For(simulator);
        var rule = simulator.Faults.Add(new(FaultEffect.ServerError()) { Method = "POST", Endpoint = "contacts", Times = 2 });

        var statuses = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            statuses.Add((await http.PostJsonAsync("contacts.json", """{"name":"A"}""")).Status);
        }

        Assert.Equal([500, 500, 201], statuses);
        Assert.Equal(2, rule.Applied);
        Assert.Equal(1, simulator.Workspace.ContactCount);
    }

    [Fact]
    public async Task Add_EverySecondWithPredicate_HitsOnlyThose()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        using var http = SimulatorClient.For(simulator);
        simulator.Faults.Add(new(FaultEffect.BadRequest("""{"name":["no"]}""")) { When = r => r.Body.Contains("\"B\"", StringComparison.Ordinal), EveryNth = 2 });

        var answers = new List<(int Status, string Body)>();
        foreach (var name in new[] { "A", "B", "A", "B", "B", "B" })
        {
            answers.Add(await http.PostJsonAsync("contacts.json", $$"""{"name":"{{name}}"}"""));
        }

        Assert.Equal([201, 201, 201, 400, 201, 400], answers.Select(a => a.Status));
        Assert.Equal("""{"name":["no"]}""", answers[3].Body);
    }

    [Fact]
    public async Task Remove_RuleInForce_EndsIt()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        using var http = SimulatorClient.For(simulator);
        var rule = simulator.Faults.Add(new(FaultEffect.BadGateway()));

        using var during = await http.GetAsync("contacts.json");
        var removed = simulator.Faults.Remove(rule);
        using var after = await http.GetAsync("contacts.json");

        Assert.Equal((HttpStatusCode.BadGateway, true, HttpStatusCode.OK), (during.StatusCode, removed, after.StatusCode));
        Assert.Equal("text/html", during.Content.Headers.ContentType!.MediaType);
        Assert.False(simulator.Faults.Remove(rule));
    }

    [Theory]
    [InlineData(17)]
    [InlineData(null)]
    public async Task Add_Throttled_GivesTheHeaderAsked(int? seconds)
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        using var http = SimulatorClient.For(simulator);
        simulator.Faults.Add(new(FaultEffect.Throttled(seconds)));

        using var answer = await http.GetAsync("contacts.json");

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal(seconds, answer.Headers.RetryAfter?.Delta?.TotalSeconds is { } given ? (int)given : null);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Add_Drop_CutsTheConnectionBeforeOrAfterTheWork(bool afterWork, int saved)
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        using var http = SimulatorClient.For(simulator);
        simulator.Faults.Add(new(afterWork ? FaultEffect.DropAfterWork() : FaultEffect.Drop()) { Times = 1 });

        await Assert.ThrowsAsync<HttpRequestException>(() => http.PostJsonAsync("contacts.json", """{"name":"A"}"""));

        Assert.Equal(saved, simulator.Workspace.ContactCount);
        Assert.Null(simulator.Requests.Recent.Single().Status);
        Assert.Equal(201, (await http.PostJsonAsync("contacts.json", """{"name":"B"}""")).Status);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Add_Hang_LastsUntilTheClientGivesUp(bool afterWork, int saved)
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        using var http = SimulatorClient.For(simulator);
        using var giveUp = new CancellationTokenSource();
        simulator.Faults.Add(new(afterWork ? FaultEffect.HangAfterWork() : FaultEffect.Hang()));

        var pending = http.PostAsync("contacts.json", SimulatorClient.Json("""{"name":"A"}"""), giveUp.Token);
        var watch = Stopwatch.StartNew();
        while ((simulator.Requests.Total == 0 || simulator.Workspace.ContactCount < saved) && watch.Elapsed < TimeSpan.FromSeconds(30))
        {
            await Task.Delay(5);
        }

        await Task.Delay(100);
        Assert.False(pending.IsCompleted);
        Assert.Equal(saved, simulator.Workspace.ContactCount);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
    }

    [Fact]
    public async Task DisposeAsync_RequestHangs_LetsItGo()
    {
        var simulator = await RapidProSimulator.StartAsync(new());
        using var http = SimulatorClient.For(simulator);
        simulator.Faults.Add(new(FaultEffect.Hang()));
        var hanging = http.GetAsync("contacts.json");
        while (simulator.Requests.Total == 0)
        {
            await Task.Delay(5);
        }

        // A request that hangs is never answered, so this would never end if the simulator waited for it.
        await simulator.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));

        await Assert.ThrowsAnyAsync<Exception>(() => hanging);
    }

    [Fact]
    public async Task Add_Delay_DoesTheWorkLater()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        using var http = SimulatorClient.For(simulator);
        simulator.Faults.Add(new(FaultEffect.Delay(TimeSpan.FromMilliseconds(120))));
        var watch = Stopwatch.StartNew();

        var (status, _) = await http.PostJsonAsync("contacts.json", "{}");

        Assert.Equal(201, status);
        Assert.True(watch.ElapsedMilliseconds >= 110, $"answered after {watch.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task Add_MalformedJson_AnswersHalfAndSaves()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        using var http = SimulatorClient.For(simulator);
        simulator.Faults.Add(new(FaultEffect.MalformedJson()));

        var (status, body) = await http.PostJsonAsync("contacts.json", """{"name":"A"}""");

        Assert.Equal(201, status);
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(body));
        Assert.Equal(1, simulator.Workspace.ContactCount);
    }

    [Fact]
    public async Task StartAsync_Latency_IsAddedToEachRequest()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new() { Latency = TimeSpan.FromMilliseconds(60) });
        using var http = SimulatorClient.For(simulator);
        await http.GetJsonAsync("workspace.json");
        var watch = Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => http.GetJsonAsync("workspace.json")));

        Assert.True(watch.ElapsedMilliseconds >= 50);
    }

    [Fact]
    public async Task Requests_OfEveryKind_AreCountedAndRemembered()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new() { RememberedRequests = 2 });
        using var http = SimulatorClient.For(simulator);
        await http.GetJsonAsync("contacts.json?urn=tel%3A%2B250788000001");
        await http.PostJsonAsync("contacts.json", """{"name":"A"}""");
        await http.PostJsonAsync("groups.json", "{}");

        var log = simulator.Requests;
        Assert.Equal((3, 1, 1, 1, 0), (log.Total, log.Count("GET", "contacts"), log.Count("POST", "contacts"), log.Count("POST", "groups"), log.Count("GET", "groups")));
        Assert.Equal([("contacts", """{"name":"A"}""", 201), ("groups", "{}", 400)], log.Recent.Select(r => (r.Endpoint, r.Body, r.Status!.Value)));
        log.Reset();
        Assert.Equal(0, log.Total);
        Assert.Empty(log.Recent);
    }
}
