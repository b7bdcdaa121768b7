using System.Runtime.InteropServices;
using Mhero.Bench.Load.Reports;
using Mhero.Bench.Load.World;
using Mhero.Core.Sync.Contacts.Bulk;
using Mhero.DevHost.Services;
using Mhero.Functions.Timers;
using Mhero.Simulator;

namespace Mhero.Bench.Load;

/// <summary>Brings a workforce into RapidPro by files, and holds the load to its promises about requests.</summary>
internal sealed class BulkLoadBench(LoadOptions options, Action<string> progress)
{
    private const int PageSize = 250;
    private const int MembersPerRequest = 100;

    /// <summary>Fields and group of the workspace, and the readings that find nothing.</summary>
    private const int Setup = 20;

    private const long MaxMemory = 450_000_000;
    private static readonly string[] Both = [nameof(SyncContacts), nameof(SyncRegistry)];
    private static readonly string[] Contacts = [nameof(SyncContacts)];

    private readonly LoadReport _report = new()
    {
        Count = options.Count,
        LatencyMilliseconds = options.Latency.TotalMilliseconds,
        Processors = Environment.ProcessorCount,
        Runtime = RuntimeInformation.FrameworkDescription,
    };

    public async Task<LoadReport> RunAsync()
    {
        await NodeModules.EnsureAsync(progress);
        progress("Starting RapidPro, the registry, Azurite and mHero");
        var settings = new Dictionary<string, string>(options.Settings);
        settings.TryAdd("Mhero__BulkLoad__Threshold", "1");
        await using var world = await LoadWorld.StartAsync(options with { Settings = settings });
        _report.MemorySource = world.MemorySource;
        await world.Fhir.DoAsync("seed", new { workers = options.Count, places = options.Count });

        await LoadAsync(world, "first load");
        if (options.ChangesAll)
        {
            await world.Fhir.DoAsync("rename", new { workers = options.Count });
            await LoadAsync(world, "every worker renamed");
            var renamed = await world.RapidPro.AskAsync<int>("renamed");
            _report.Phases[^1].Check(renamed == options.Count, $"{renamed} of {options.Count} new names arrived");
        }

        return _report;
    }

    private async Task LoadAsync(LoadWorld world, string name)
    {
        var isFirst = _report.Phases.Count == 0;
        var plan = await TakeAsync(name + ": planned", () => world.BulkLoadAsync(name + ": planned", options.Count, Both));
        var load = JsonSerializer.Deserialize<BulkLoad>(await world.GetAsync("api/bulk-load"), JsonSerializerOptions.Web)!;
        plan.Check(load.State == BulkLoadStates.Waiting && load.Rows == options.Count, $"the load is {load.State} with {load.Rows} rows in {load.Files.Count} files");
        foreach (var file in load.Files)
        {
            var csv = await world.GetAsync(FormattableString.Invariant($"api/bulk-load/files/{file.Number}"));
            progress($"{file.Name}: {csv.Length / 1_000_000.0:0.0} MB, {file.Rows} rows");
            var import = await world.RapidPro.AskAsync<SimulatedImport>("import", new { csv, group = isFirst ? options.ImportGroup : null });
            plan.Check(import.Errors.Count == 0, $"{import.Errors.Count} rows of {file.Name} are errors");
        }

        var found = await TakeAsync(name + ": imported", () => world.RunAsync(name + ": imported", options.Count, Contacts));
        await LoadWorld.SettleAsync();
        var again = await TakeAsync(name + ": read once more", () => world.RunAsync(name + ": read once more", options.Count, Both));
        again.Check(again.RapidPro.TotalWrites == 0, $"{again.RapidPro.TotalWrites} writes to RapidPro when nothing changed");

        PhaseReport[] phases = [plan, found, again];
        var pages = 2 * ((options.Count + PageSize - 1) / PageSize);
        var members = isFirst && options.ImportGroup is null ? (options.Count + MembersPerRequest - 1) / MembersPerRequest : 0;
        var most = Setup + pages + members + (options.Count / 100);
        var sent = phases.Sum(p => p.RapidPro.TotalRequests);
        progress($"{name}: {sent} requests to RapidPro; {pages} pages, {members} hundreds of members and 1 % of the workers are {most - Setup}");
        again.Check(sent <= most, $"{sent} requests to RapidPro for {options.Count} workers; {most} are enough");
        again.Check(phases.Sum(p => p.RapidPro.Writes.GetValueOrDefault("contacts")) == 0, "contacts were written one by one");
        again.Check((await EndAsync(world)).Outcome == BulkLoadStates.Imported, "the load did not end as imported");
        await CheckLinksAsync(world, again);
    }

    /// <summary>The end of a load is looked for after a reading.</summary>
    private static async Task<BulkLoad> EndAsync(LoadWorld world)
    {
        await world.RunAsync("end", 1, Contacts);
        return JsonSerializer.Deserialize<BulkLoad>(await world.GetAsync("api/bulk-load"), JsonSerializerOptions.Web)!;
    }

    private async Task<PhaseReport> TakeAsync(string name, Func<Task<PhaseReport>> run)
    {
        progress($"{name} …");
        var phase = await run();
        _report.Phases.Add(phase);
        phase.Check(phase.Usage.PeakMemory < MaxMemory, $"{phase.Usage.PeakMemory / 1_000_000} MB of memory; {MaxMemory / 1_000_000} have to do");
        progress($"{name}: {phase.Usage.Wall.TotalSeconds:0.00} s, {phase.RapidPro.TotalRequests} requests to RapidPro");
        return phase;
    }

    private async Task CheckLinksAsync(LoadWorld world, PhaseReport phase)
    {
        var status = await world.StatusAsync();
        phase.Check(status is { DeadLetters: 0, Reviews: 0 }, $"{status.DeadLetters} dead letters, {status.Reviews} reviews");
        var workers = await world.Fhir.AskAsync<Dictionary<string, string>>("links");
        var contacts = await world.RapidPro.AskAsync<Dictionary<string, string>>("links");
        var linked = workers.Count(w => contacts.TryGetValue(w.Value, out var worker) && worker == w.Key);
        phase.Check(linked == options.Count && contacts.Count == options.Count, $"{linked} of {options.Count} workers are linked to one of {contacts.Count} contacts");
        var members = (await world.RapidPro.AskAsync<Dictionary<string, int>>("members")).GetValueOrDefault("Health workers");
        phase.Check(members == options.Count, $"{members} of {options.Count} contacts are in the group of all workers");
    }
}
