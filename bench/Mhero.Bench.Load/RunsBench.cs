using System.Runtime.InteropServices;
using Mhero.Bench.Load.Reports;
using Mhero.Bench.Load.World;
using Mhero.DevHost.Services;
using Mhero.Functions.Timers;

namespace Mhero.Bench.Load;

/// <summary>Brings the runs of one flow or several into the registry, phase by phase, and holds the sync to its promises.</summary>
internal sealed class RunsBench(LoadOptions options, Action<string> progress)
{
    private const int MaxContacts = 5000;
    private const int MaxIdleRequests = 3;
    private const long MaxMemory = 300_000_000;

    /// <summary>FHIR requests of a first load: a batch and a search for 50 runs, and some for each flow.</summary>
    private const int RunsPerRequest = 20;

    private static readonly string[] Flows = [nameof(SyncFlows)];
    private static readonly string[] Runs = [nameof(SyncRuns)];
    private static readonly string[] Both = [nameof(SyncFlows), nameof(SyncRuns)];

    private readonly int _contacts = Math.Min(options.Count, MaxContacts);
    private readonly LoadReport _report = new()
    {
        Records = "runs",
        Count = options.Count,
        LatencyMilliseconds = options.Latency.TotalMilliseconds,
        Processors = Environment.ProcessorCount,
        Runtime = RuntimeInformation.FrameworkDescription,
    };

    public async Task<LoadReport> RunAsync()
    {
        await NodeModules.EnsureAsync(progress);
        progress("Starting RapidPro, the registry, Azurite and mHero");
        await using var world = await LoadWorld.StartAsync(options);
        _report.MemorySource = world.MemorySource;
        await world.Fhir.DoAsync("seed-people", new { contacts = _contacts });
        await world.RapidPro.DoAsync("seed-runs", new { flows = options.Flows, contacts = _contacts, runs = options.Count });

        var flows = await RunAsync(world, "flows read", options.Flows, Flows);
        flows.Check(flows.Fhir.Writes.GetValueOrDefault("Questionnaire created") == options.Flows && flows.Fhir.TotalWrites == options.Flows, "every flow gets one Questionnaire");
        flows.Check(Definitions(flows) <= options.Flows, $"{Definitions(flows)} requests for definitions of {options.Flows} flows");

        var load = await RunAsync(world, "runs, first load", options.Count, Runs);
        var writes = load.Fhir.Writes.GetValueOrDefault("QuestionnaireResponse created");
        load.Check(writes == options.Count && load.Fhir.TotalWrites == writes, $"{load.Fhir.TotalWrites} writes for {options.Count} new runs; one each is enough");
        load.Check(load.Fhir.TotalRequests <= 20 + (options.Count / RunsPerRequest), $"{load.Fhir.TotalRequests} requests to the registry for {options.Count} runs");
        load.Check(Definitions(load) == 0, "definitions were read again");
        await CheckResponsesAsync(world, load, 0);

        await NothingChangedAsync(world);

        var changed = (options.Count + 99) / 100;
        await world.RapidPro.DoAsync("change-runs", new { runs = changed });
        var change = await RunAsync(world, "1 % changed", changed, Both);
        writes = change.Fhir.Writes.GetValueOrDefault("QuestionnaireResponse updated");
        change.Check(writes == changed && change.Fhir.TotalWrites == writes, $"{change.Fhir.TotalWrites} writes for {changed} changed runs");
        await CheckResponsesAsync(world, change, changed);

        await NothingChangedAsync(world);
        return _report;
    }

    private static long Definitions(PhaseReport phase) => phase.RapidPro.Requests.GetValueOrDefault("GET definitions");

    private async Task NothingChangedAsync(LoadWorld world)
    {
        await LoadWorld.SettleAsync();
        var idle = await RunAsync(world, "nothing new", options.Count, Both);
        idle.Check(idle.RapidPro.TotalRequests <= MaxIdleRequests, $"{idle.RapidPro.TotalRequests} requests to RapidPro with nothing new; at most {MaxIdleRequests} are needed");
        idle.Check(idle.Fhir.TotalRequests <= MaxIdleRequests, $"{idle.Fhir.TotalRequests} requests to the registry with nothing new; at most {MaxIdleRequests} are needed");
        idle.Check(idle.RapidPro.TotalWrites + idle.Fhir.TotalWrites == 0, "something was written with nothing new");
    }

    private async Task<PhaseReport> RunAsync(LoadWorld world, string name, int records, string[] timers)
    {
        progress($"{name} …");
        var phase = await world.RunAsync(name, records, timers);
        _report.Phases.Add(phase);
        var status = await world.StatusAsync();
        phase.Check(status.DeadLetters == 0, $"{status.DeadLetters} dead letters");
        phase.Check(status.Queues.All(q => q is { Messages: 0, Poison: 0 }), "messages are left on a queue");
        phase.Check(phase.RapidPro.TotalWrites == 0, "RapidPro was written to");
        phase.Check(phase.Usage.PeakMemory < MaxMemory, $"{phase.Usage.PeakMemory / 1_000_000} MB of memory; {MaxMemory / 1_000_000} have to do");
        progress($"{name}: {phase.Usage.Wall.TotalSeconds:0.00} s");
        return phase;
    }

    /// <summary>Every run has one response with all of its answers, by its Questionnaire and from its worker.</summary>
    private async Task CheckResponsesAsync(LoadWorld world, PhaseReport phase, int changed)
    {
        var found = await world.Fhir.AskAsync<ResponseTotals>("responses");
        var active = Enumerable.Range(0, options.Count).Count(run => run >= changed && Survey.IsActive(run));
        var expected = new ResponseTotals(
            Responses: options.Count,
            Runs: options.Count,
            ByQuestionnaire: options.Count,
            ByWorker: options.Count,
            InProgress: active,
            Answers: ((long)options.Count * Survey.Questions) - active);
        phase.Check(found == expected, $"the registry has {found}, and {expected} is right");
    }
}
