using System.Runtime.InteropServices;
using Mhero.Bench.Load.Reports;
using Mhero.Bench.Load.World;
using Mhero.DevHost.Services;
using Mhero.Functions.Timers;

namespace Mhero.Bench.Load;

/// <summary>Compares both sides in full: with nothing changed, and with 1 % of each side gone. What is gone is found, and nothing else is written.</summary>
internal sealed class ReconcileBench(LoadOptions options, Action<string> progress)
{
    private const int ContactsInPage = 250;
    private const int WorkersInSearch = 100;

    /// <summary>Requests that do not depend on the number of workers.</summary>
    private const int Fixed = 10;

    private const long MaxMemory = 300_000_000;

    private static readonly string[] Both = [nameof(SyncContacts), nameof(SyncRegistry)];
    private static readonly string[] Reconcile = [nameof(ReconcileContacts)];

    private readonly LoadReport _report = new()
    {
        Count = options.Count,
        LatencyMilliseconds = options.Latency.TotalMilliseconds,
        Processors = Environment.ProcessorCount,
        Runtime = RuntimeInformation.FrameworkDescription,
    };

    private int Gone => (options.Count + 99) / 100;

    private int ReadsOfContacts => (options.Count / ContactsInPage) + Fixed;

    private int ReadsOfWorkers => (options.Count / WorkersInSearch) + Fixed;

    public async Task<LoadReport> RunAsync()
    {
        await NodeModules.EnsureAsync(progress);
        progress("Starting RapidPro, the registry, Azurite and mHero");
        await using var world = await LoadWorld.StartAsync(options);
        _report.MemorySource = world.MemorySource;
        await world.Fhir.DoAsync("seed", new { workers = options.Count, places = options.Count });
        await world.RapidPro.DoAsync("seed-members", new { workers = options.Count });
        await LinkAsync(world);
        await world.RestartAsync();

        var same = await RunAsync(world, "nothing changed");
        same.Check(same.Counts.GetValueOrDefault("checked") == 2L * options.Count, $"{same.Counts.GetValueOrDefault("checked")} of {2 * options.Count} records were compared");
        same.Check(same.Counts.GetValueOrDefault("changed") + same.Counts.GetValueOrDefault("deleted") == 0, "records count as changed or deleted with nothing changed");
        same.Check(same.RapidPro.TotalWrites + same.Fhir.TotalWrites == 0, "something was written with nothing changed");
        same.Check(same.RapidPro.TotalRequests <= ReadsOfContacts, $"{same.RapidPro.TotalRequests} requests to RapidPro; {ReadsOfContacts} are enough");
        same.Check(same.Fhir.TotalRequests <= ReadsOfWorkers, $"{same.Fhir.TotalRequests} requests to the registry; {ReadsOfWorkers} are enough");

        // The first workers are gone from the registry, the contacts of the last ones from RapidPro: each of them needs a read of its own.
        await world.Fhir.DoAsync("delete", new { workers = Gone });
        await world.RapidPro.DoAsync("delete", new { from = options.Count - Gone, workers = Gone });
        await world.RestartAsync();
        var gone = await RunAsync(world, "1 % gone on each side");
        gone.Check(gone.Counts.GetValueOrDefault("deleted") == 2L * Gone, $"{gone.Counts.GetValueOrDefault("deleted")} deletions were found of {2 * Gone}");
        gone.Check(gone.Counts.GetValueOrDefault("confirmingReads") == 2L * Gone, $"{gone.Counts.GetValueOrDefault("confirmingReads")} records were read alone; {2 * Gone} are gone");
        await CheckRepairedAsync(world, gone);
        return _report;
    }

    /// <summary>Links the workers to the contacts that name them, and lets mHero's own writes be read back; neither is measured.</summary>
    private async Task LinkAsync(LoadWorld world)
    {
        progress("Linking the workers …");
        for (var round = 0; round < 3; round++)
        {
            await world.RunAsync("link", options.Count, Both);
            await LoadWorld.SettleAsync();
        }
    }

    private async Task<PhaseReport> RunAsync(LoadWorld world, string name)
    {
        progress($"{name} …");
        var phase = await world.RunAsync(name, options.Count, Reconcile);
        _report.Phases.Add(phase);
        var status = await world.StatusAsync();
        phase.Check(status.Runs.FirstOrDefault(r => r.Kind == "reconcile") is { CompletedAt: not null, Error: null }, "the reconcile did not come to its end");
        phase.Check(status.DeadLetters == 0, $"{status.DeadLetters} dead letters");
        phase.Check(status.Reviews == 0, $"{status.Reviews} questions to a person");
        phase.Check(status.Queues.All(q => q is { Messages: 0, Poison: 0 }), "messages are left on a queue");
        phase.Check(phase.Usage.PeakMemory < MaxMemory, $"{phase.Usage.PeakMemory / 1_000_000} MB of memory; {MaxMemory / 1_000_000} have to do");
        progress($"{name}: {phase.Usage.Wall.TotalSeconds:0.00} s");
        return phase;
    }

    /// <summary>Every worker that is left names a contact that names it; the contacts that were deleted are made again.</summary>
    private async Task CheckRepairedAsync(LoadWorld world, PhaseReport phase)
    {
        var workers = await world.Fhir.AskAsync<Dictionary<string, string>>("links");
        var contacts = await world.RapidPro.AskAsync<Dictionary<string, string>>("links");
        var linked = workers.Count(w => contacts.TryGetValue(w.Value, out var worker) && worker == w.Key);
        phase.Check(linked == options.Count - Gone && workers.Count == linked, $"{linked} of {options.Count - Gone} workers are linked to a contact ({workers.Count} Practitioners, {contacts.Count} contacts)");
    }
}
