using Mhero.Core.Storage.DeadLetters;
using Mhero.DevHost.Host;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Runs;

/// <summary>
/// What breaks between RapidPro and the registry: afterwards no run is lost and none doubled. All faults and the death of the process at each
/// operation are tested by <c>RunFaultTests</c> of the simulation; only this one has connections that break and a host that is killed.
/// </summary>
public sealed class RunFaultTests(RunWorld world) : IClassFixture<RunWorld>, IDisposable
{
    private const int Runs = 30;

    public void Dispose()
    {
        world.Registry.Reset();
        world.RapidPro.Faults.Clear();
    }

    [Fact]
    public async Task RegistryLosesAnswers_InTheMiddle_EveryRunHasOneResponseInTheEnd()
    {
        var (flow, runs) = await NewAsync();
        await world.ReadAsync("flows");
        await using var host = await world.StartHostAsync(Patient());
        var writes = 0;
        world.Registry.Plan = call => call.Writes.Any() && Interlocked.Increment(ref writes) is > 1 and <= 9 ? FhirFault.DropAfterWork : FhirFault.None;

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
    public async Task HostDies_AfterTheWrite_TheNextOneFinishes()
    {
        var (flow, runs) = await NewAsync();
        await world.ReadAsync("flows");
        var settings = world.NewSettings();
        var lease = TimeSpan.FromSeconds(4);
        var doomed = await world.StartHostAsync(settings, lease);
        var reached = new TaskCompletionSource();
        world.Registry.Plan = call =>
        {
            if (!call.Writes.Any(w => w.EndsWith("QuestionnaireResponse", StringComparison.Ordinal)))
            {
                return FhirFault.None;
            }

            reached.TrySetResult();
            return FhirFault.HangAfterWork;
        };

        var reading = doomed.InvokeTimerAsync("SyncRuns");
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await Eventually.HoldsAsync(async () => (await world.ResponsesAsync(flow.Uuid)).Count > 0);
        await doomed.AbortAsync();
        await reading.ContinueWith(_ => { }, TaskScheduler.Default);
        await doomed.DisposeAsync();
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
