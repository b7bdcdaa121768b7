using System.Net;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Simulator;
using Microsoft.Extensions.Time.Testing;

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
        simulator.Faults.Add(new(afterWork ? FaultEffect.HangAfterWork() : FaultEffect.Hang()) { Times = 1 });

        var pending = http.PostAsync("contacts.json", SimulatorClient.Json("""{"name":"A"}"""), giveUp.Token);
        await Eventually.HoldsAsync(() => simulator.Requests.Total > 0 && simulator.Workspace.ContactCount >= saved);

        // A request that came later is answered, the one that hangs is not.
        Assert.Equal(201, (await http.PostJsonAsync("contacts.json", """{"name":"B"}""")).Status);
        Assert.False(pending.IsCompleted);
        Assert.Equal(saved + 1, simulator.Workspace.ContactCount);
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
        await Eventually.HoldsAsync(() => simulator.Requests.Total > 0);

        // A request that hangs is never answered, so this would never end if the simulator waited for it.
        await simulator.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));

        await Assert.ThrowsAnyAsync<Exception>(() => hanging);
    }

    [Fact]
    public async Task Add_Delay_DoesTheWorkLater()
    {
        var time = new FakeTimeProvider();
        await using var simulator = await RapidProSimulator.StartAsync(new() { TimeProvider = time });
        using var http = SimulatorClient.For(simulator);
        simulator.Faults.Add(new(FaultEffect.Delay(TimeSpan.FromHours(1))));

        var pending = http.PostJsonAsync("contacts.json", "{}");

        Assert.True(await PassedUntilAsync(time, pending) >= TimeSpan.FromHours(1));
        Assert.Equal(201, (await pending).Status);
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
        var time = new FakeTimeProvider();
        await using var simulator = await RapidProSimulator.StartAsync(new() { Latency = TimeSpan.FromHours(1), TimeProvider = time });
        using var http = SimulatorClient.For(simulator);

        var pending = Enumerable.Range(0, 100).Select(_ => http.GetJsonAsync("workspace.json")).ToList();

        Assert.True(await PassedUntilAsync(time, Task.WhenAny(pending)) >= TimeSpan.FromHours(1));
        await PassedUntilAsync(time, Task.WhenAll(pending));
    }

    /// <summary>Lets the simulator's time run, a minute at each look, until the work is done; returns how much of it passed.</summary>
    private static async Task<TimeSpan> PassedUntilAsync(FakeTimeProvider time, Task work)
    {
        var start = time.GetUtcNow();
        await Eventually.HoldsAsync(() =>
        {
            time.Advance(work.IsCompleted ? TimeSpan.Zero : TimeSpan.FromMinutes(1));
            return work.IsCompleted;
        });
        await work;
        return time.GetUtcNow() - start;
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
