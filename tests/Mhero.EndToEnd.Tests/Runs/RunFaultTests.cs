using System.Text.Json.Nodes;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.SyncLog;
using Mhero.DevHost.Host;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Runs;

/// <summary>What breaks between RapidPro and the registry: afterwards no run is lost and none doubled.</summary>
public sealed class RunFaultTests(RunWorld world) : IClassFixture<RunWorld>, IDisposable
{
    private const int Runs = 30;

    public void Dispose()
    {
        world.Registry.Reset();
        world.RapidPro.Faults.Clear();
    }

    [Theory]
    [InlineData(FhirFault.Unavailable)]
    [InlineData(FhirFault.Throttled)]
    [InlineData(FhirFault.Drop)]
    [InlineData(FhirFault.DropAfterWork)]
    [InlineData(FhirFault.HangAfterWork)]
    public async Task RegistryFails_InTheMiddle_EveryRunHasOneResponseInTheEnd(FhirFault fault)
    {
        var (flow, runs) = await NewAsync();
        await world.ReadAsync("flows");
        await using var host = await world.StartHostAsync(Patient());
        var writes = 0;
        var most = fault == FhirFault.HangAfterWork ? 2 : 8;
        world.Registry.Plan = call => call.Writes.Any() && Interlocked.Increment(ref writes) is > 1 and var n && n <= most + 1 ? fault : FhirFault.None;

        await host.InvokeTimerAsync("SyncRuns");
        foreach (var run in runs.Take(5))
        {
            await world.PostWebhookAsync(RunWorld.WebhookBody(flow, world.RapidPro.Workspace.FindByUuid(run.Contact)!, run.Uuid, "completed", ("age", run.Values["age"].Value + "|Number")), host);
        }

        await world.IdleAsync(host);

        Assert.True(world.Registry.Faults > 0, "The fault was never met.");
        await AssertAllAsync(flow, runs, host);
    }

    [Fact]
    public async Task RegistryIsGone_ForReadsToo_NothingIsLost_AndTheCursorWaitsForTheQueueAlone()
    {
        var (flow, runs) = await NewAsync();
        var settings = Patient();
        await using var host = await world.StartHostAsync(settings);
        world.Registry.Plan = _ => FhirFault.Unavailable;

        await host.InvokeTimerAsync("SyncRuns");
        await Eventually.HoldsAsync(() => world.Registry.Faults > 0);
        Assert.NotEqual(0, await host.Services.GetRequiredService<MessageQueues>().DepthAsync(settings["RunsQueue"]!));
        world.Registry.Reset();
        await world.IdleAsync(host);

        await AssertAllAsync(flow, runs, host);
    }

    [Fact]
    public async Task RapidProFails_BetweenTwoPages_TheCursorStandsAtWhatIsOnTheQueue()
    {
        var flow = world.AddFlow("Paged", ("Age", "number"));
        var (contact, _) = await world.AddLinkedAsync();
        var runs = Enumerable.Range(0, 300).Select(i => world.RapidPro.Workspace.AddRun(new SimulatedRun
        {
            Flow = flow.Uuid,
            Contact = contact.Uuid,
            CreatedOn = TimeProvider.System.GetUtcNow().AddHours(-2).AddSeconds(i),
            ExitType = "completed",
            Values = RunWorld.ValuesOf(("age", $"{i}|Number")),
        })).ToList();
        var settings = world.NewSettings();
        await using var host = await world.StartHostAsync(settings);
        var cursors = host.Services.GetRequiredService<CursorStore>();

        // The second page and everything after it fails.
        var rule = world.RapidPro.Faults.Add(new FaultRule(FaultEffect.ServerError()) { Method = "GET", Endpoint = "runs", When = r => r.Query.Contains("cursor") });
        await host.InvokeTimerAsync("SyncRuns");
        await world.IdleAsync(host);
        Assert.True(rule.Applied > 0, "The fault was never met.");
        Assert.NotNull((await host.Services.GetRequiredService<SyncLogStore>().RecentAsync("runs", 1)).Single().Error);

        var position = (await cursors.ReadAsync("rapidpro-runs")).Position;
        var arrived = (await world.ResponsesAsync(flow.Uuid)).Select(r => r.Identifier!.Value).ToHashSet();
        Assert.All(runs.Where(r => r.ModifiedOn < position), r => Assert.Contains(r.Uuid.ToString(), arrived));
        Assert.True(position is null || runs.Exists(r => r.ModifiedOn >= position), "The cursor passed runs that were never read.");

        world.RapidPro.Faults.Remove(rule);
        await world.ReadAsync("runs", host);
        Assert.Equal(runs.Select(r => r.Uuid.ToString()).Order(), (await world.ResponsesAsync(flow.Uuid)).Select(r => r.Identifier!.Value!).Order());
    }

    [Fact]
    public async Task QueueFails_TheCursorStaysBeforeTheRunsThatAreNotOnIt()
    {
        var (flow, runs) = await NewAsync();
        var settings = world.NewSettings();
        await using var proxy = await QueueProxy.StartAsync(settings["AzureWebJobsStorage"]!);
        settings["AzureWebJobsStorage"] = proxy.ConnectionString;
        await using var host = await world.StartHostAsync(settings);
        await world.ReadAsync("runs", host);
        var cursors = host.Services.GetRequiredService<CursorStore>();
        var before = await cursors.ReadAsync("rapidpro-runs");
        var late = world.AddRun(flow, world.RapidPro.Workspace.FindByUuid(runs[0].Contact)!, "completed", ("age", "99|Number"));

        proxy.Refuse = path => path.Contains(settings["RunsQueue"] + "/messages", StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Exception>(() => host.InvokeTimerAsync("SyncRuns"));
        Assert.True(proxy.Refused > 0, "The queue was never refused.");

        // Full pages before the one that failed move it; that one does not, and nothing of it counts as seen.
        Assert.InRange((await cursors.ReadAsync("rapidpro-runs")).Position!.Value, before.Position!.Value, late.ModifiedOn!.Value);
        proxy.Refuse = _ => false;

        await world.ReadAsync("runs", host);
        Assert.NotNull(await world.ResponseOfAsync(late));
        await AssertAllAsync(flow, [.. runs, late], host);
    }

    [Theory]
    [InlineData("throttled")]
    [InlineData("error")]
    [InlineData("drop")]
    [InlineData("malformed")]
    public async Task RapidProFails_WhileRunsAreRead_NothingIsSkipped(string fault)
    {
        var (flow, runs) = await NewAsync();
        await using var host = await world.StartHostAsync(world.NewSettings());
        world.RapidPro.Faults.Add(new FaultRule(fault switch
        {
            "throttled" => FaultEffect.Throttled(1),
            "error" => FaultEffect.ServerError(),
            "drop" => FaultEffect.Drop(),
            _ => FaultEffect.MalformedJson(),
        })
        { Method = "GET", Times = 12 });

        for (var time = 0; time < 12 && world.RapidPro.Faults.Rules.Any(r => r.Applied < 12); time++)
        {
            await host.InvokeTimerAsync("SyncRuns");
            await world.IdleAsync(host);
        }

        await world.ReadAsync("runs", host);
        await AssertAllAsync(flow, runs, host);
    }

    [Theory]
    [InlineData("before the write")]
    [InlineData("after the write")]
    public async Task HostDies_AtTheWrite_TheNextOneFinishes(string moment)
    {
        var (flow, runs) = await NewAsync();
        await world.ReadAsync("flows");
        var settings = world.NewSettings();
        var lease = TimeSpan.FromSeconds(4);
        var doomed = await world.StartHostAsync(settings, lease);
        var reached = new TaskCompletionSource();
        var died = new TaskCompletionSource();
        if (moment == "before the write")
        {
            world.Registry.Before = async call =>
            {
                if (call.Writes.Any(w => w.EndsWith("QuestionnaireResponse", StringComparison.Ordinal)))
                {
                    reached.TrySetResult();
                    await died.Task;
                }
            };
            world.Registry.Plan = call => call.Writes.Any(w => w.EndsWith("QuestionnaireResponse", StringComparison.Ordinal)) ? FhirFault.Drop : FhirFault.None;
        }
        else
        {
            world.Registry.Plan = call =>
            {
                if (!call.Writes.Any(w => w.EndsWith("QuestionnaireResponse", StringComparison.Ordinal)))
                {
                    return FhirFault.None;
                }

                reached.TrySetResult();
                return FhirFault.HangAfterWork;
            };
        }

        var reading = doomed.InvokeTimerAsync("SyncRuns");
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(60));
        if (moment == "after the write")
        {
            await Eventually.HoldsAsync(async () => (await world.ResponsesAsync(flow.Uuid)).Count > 0);
        }

        // The connection breaks only when the host is gone: a live one would give its claims back.
        await doomed.AbortAsync();
        await reading.ContinueWith(_ => { }, TaskScheduler.Default);
        await doomed.DisposeAsync();
        died.SetResult();
        world.Registry.Reset();

        await using var survivor = await world.StartHostAsync(settings, lease);
        await AgeClaimsAsync(survivor);
        await world.IdleAsync(survivor);
        await world.ReadAsync("runs", survivor);
        await AssertAllAsync(flow, runs, survivor);
    }

    /// <summary>Lets the minutes pass that a dead writer's claim is waited for.</summary>
    private static async Task AgeClaimsAsync(FunctionsHost host)
    {
        var table = RunWorld.WritesOf(host);
        var claimed = (await table.ScanAsync("responses").ToListAsync()).Where(d => d.Content.Contains("claimedAt", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(claimed);
        await table.WriteAsync("responses", [.. claimed.Select(d =>
        {
            var row = JsonNode.Parse(d.Content)!;
            row["claimedAt"] = (row["claimedAt"]!.GetValue<DateTimeOffset>() - TimeSpan.FromMinutes(4)).ToString("O");
            return d with { Content = row.ToJsonString() };
        })]);
    }

    private Dictionary<string, string?> Patient() => world.SettingsWith(("Mhero:Runs:MaxAttempts", "30"), ("Mhero:Runs:BatchSize", "5"));

    private async Task<(SimulatedFlow Flow, List<SimulatedRun> Runs)> NewAsync()
    {
        var flow = world.AddFlow("Faults", ("Age", "number"));
        var (contact, _) = await world.AddLinkedAsync();
        return (flow, [.. Enumerable.Range(0, Runs).Select(i => world.AddRun(flow, contact, "completed", ("age", $"{i}|Number")))]);
    }

    private async Task AssertAllAsync(SimulatedFlow flow, IReadOnlyList<SimulatedRun> runs, FunctionsHost host)
    {
        var responses = await world.ResponsesAsync(flow.Uuid);
        Assert.Equal(runs.Select(r => (r.Uuid.ToString(), r.Values["age"].Value)).Order(), responses.Select(r => (r.Identifier!.Value!, RunWorld.AnswersOf(r)["age"])).Order());
        Assert.Equal(0, await host.Services.GetRequiredService<DeadLetterStore>().CountAsync());
        Assert.Single(await world.QuestionnairesAsync(flow.Uuid));
    }
}
