using System.Runtime.InteropServices;
using Mhero.Bench.Load.Reports;
using Mhero.Bench.Load.World;
using Mhero.DevHost.Services;
using Mhero.Functions.Timers;

namespace Mhero.Bench.Load;

/// <summary>Syncs a workforce from one side to the other, phase by phase, and holds the sync to its promises.</summary>
internal sealed class ContactsBench(LoadOptions options, Action<string> progress)
{
    private const int MaxIdleRapidProRequests = 4;
    private const int MaxIdleFhirRequests = 6;
    private const long MaxMemory = 300_000_000;

    // The empty side is read first, or all the others' work would wait for it.
    private static readonly string[] ContactsFirst = [nameof(SyncContacts), nameof(SyncRegistry)];
    private static readonly string[] RegistryFirst = [nameof(SyncRegistry), nameof(SyncContacts)];

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
        if (options.Direction != LoadDirection.FromRapidPro)
        {
            await LoadAsync();
        }

        if (options.Direction != LoadDirection.ToRapidPro)
        {
            await ImportAsync();
        }

        return _report;
    }

    private async Task LoadAsync()
    {
        await using var world = await StartAsync();
        await world.Fhir.DoAsync("seed", new { workers = options.Count, places = options.Count });

        var load = await RunFirstAsync(world, "initial load into RapidPro", ContactsFirst);
        if (IsDisturbed)
        {
            await CheckDisturbedAsync(world, load);
            return;
        }

        var writes = load.RapidPro.Writes.GetValueOrDefault("contacts");
        load.Check(writes == options.Count, $"{writes} contact writes for {options.Count} new contacts; one each is enough");
        load.Check(load.RapidPro.TotalWrites == writes, "RapidPro got other writes than contacts");
        load.Check(load.Fhir.Writes.GetValueOrDefault("Practitioner updated") == options.Count && load.Fhir.TotalWrites == options.Count, "every Practitioner gets its contact's identifier, and nothing else is written to the registry");
        await CheckLinksAsync(world, load);

        await EchoAsync(world, RegistryFirst);
        await NothingChangedAsync(world);

        var changed = (options.Count + 99) / 100;
        await world.Fhir.DoAsync("rename", new { workers = changed });
        var change = await RunAsync(world, "1 % changed in the registry", changed, ContactsFirst);
        writes = change.RapidPro.Writes.GetValueOrDefault("contacts");
        change.Check(writes == changed && change.RapidPro.TotalWrites == changed, $"{change.RapidPro.TotalWrites} writes to RapidPro for {changed} changes");
        change.Check(change.Fhir.TotalWrites == 0, $"{change.Fhir.TotalWrites} writes to the registry, where the change came from");
        var renamed = await world.RapidPro.AskAsync<int>("renamed");
        change.Check(renamed == changed, $"{renamed} of {changed} new names arrived");
        await CheckLinksAsync(world, change);
    }

    private async Task ImportAsync()
    {
        await using var world = await StartAsync();
        await world.Fhir.DoAsync("seed", new { workers = 0, places = options.Count });
        await world.RapidPro.DoAsync("seed", new { workers = options.Count });

        var import = await RunFirstAsync(world, "initial import from RapidPro", RegistryFirst);
        if (IsDisturbed)
        {
            await CheckDisturbedAsync(world, import);
            return;
        }

        var created = import.Fhir.Writes.GetValueOrDefault("Practitioner created");
        import.Check(created == options.Count, $"{created} Practitioners were made of {options.Count} contacts");
        var writes = import.RapidPro.Writes.GetValueOrDefault("contacts");
        import.Check(writes == options.Count, $"{writes} contact writes to link {options.Count} contacts; one each is enough");
        await CheckLinksAsync(world, import);

        await EchoAsync(world, ContactsFirst);
        await NothingChangedAsync(world);
    }

    private bool IsDisturbed => options.Faults || options.Throttle is not null;

    private Task<PhaseReport> RunFirstAsync(LoadWorld world, string name, string[] emptyFirst) => RunAsync(
        world,
        name,
        options.Count,
        options.Order switch
        {
            LoadOrder.RegistryFirst => RegistryFirst,
            LoadOrder.ContactsFirst => ContactsFirst,
            _ => emptyFirst,
        },
        together: options.Order == LoadOrder.Together);

    /// <summary>Nothing is lost and nothing doubled, and a quota is used for writes.</summary>
    private async Task CheckDisturbedAsync(LoadWorld world, PhaseReport phase)
    {
        await CheckLinksAsync(world, phase);
        if (options.Throttle is not null)
        {
            var most = (options.Count * 105 / 100) + 25;
            phase.Check(phase.RapidPro.TotalRequests <= most, $"{phase.RapidPro.TotalRequests} requests to RapidPro for {options.Count} contacts; {most} are enough");
        }
    }

    private async Task EchoAsync(LoadWorld world, string[] timers)
    {
        await LoadWorld.SettleAsync();
        var echo = await RunAsync(world, "our own writes come round", options.Count, timers, untilQuiet: true);
        echo.Check(echo.RapidPro.TotalWrites + echo.Fhir.TotalWrites == 0, "our own writes were answered with writes");

        // After many changes the next reading returns them once more (ADR 22).
        await LoadWorld.SettleAsync();
        var again = await RunAsync(world, "they are read once more", options.Count, timers);
        again.Check(again.RapidPro.TotalWrites + again.Fhir.TotalWrites == 0, "our own writes were answered with writes");
    }

    private async Task NothingChangedAsync(LoadWorld world)
    {
        await LoadWorld.SettleAsync();
        var idle = await RunAsync(world, "nothing changed", options.Count, ContactsFirst);
        idle.Check(idle.RapidPro.TotalRequests <= MaxIdleRapidProRequests, $"{idle.RapidPro.TotalRequests} requests to RapidPro with nothing changed; at most {MaxIdleRapidProRequests} are needed");
        idle.Check(idle.Fhir.TotalRequests <= MaxIdleFhirRequests, $"{idle.Fhir.TotalRequests} requests to the registry with nothing changed; at most {MaxIdleFhirRequests} are needed");
        idle.Check(idle.RapidPro.TotalWrites + idle.Fhir.TotalWrites == 0, "something was written with nothing changed");
    }

    private async Task<LoadWorld> StartAsync()
    {
        progress("Starting RapidPro, the registry, Azurite and mHero");
        var world = await LoadWorld.StartAsync(options);
        _report.MemorySource = world.MemorySource;
        return world;
    }

    private async Task<PhaseReport> RunAsync(LoadWorld world, string name, int workers, string[] timers, bool untilQuiet = false, bool together = false)
    {
        progress($"{name} …");
        var phase = await world.RunAsync(name, workers, timers, untilQuiet, together);
        _report.Phases.Add(phase);
        var status = await world.StatusAsync();
        phase.Check(status.DeadLetters == 0, $"{status.DeadLetters} dead letters");
        phase.Check(status.Reviews == 0, $"{status.Reviews} questions to a person");
        phase.Check(status.Queues.All(q => q is { Messages: 0, Poison: 0 }), "messages are left on a queue");
        phase.Check(phase.Usage.PeakMemory < MaxMemory, $"{phase.Usage.PeakMemory / 1_000_000} MB of memory; {MaxMemory / 1_000_000} have to do");
        progress($"{name}: {phase.Usage.Wall.TotalSeconds:0.00} s");
        return phase;
    }

    /// <summary>Every worker names its contact, every contact its worker, and each the other.</summary>
    private async Task CheckLinksAsync(LoadWorld world, PhaseReport phase)
    {
        var workers = await world.Fhir.AskAsync<Dictionary<string, string>>("links");
        var contacts = await world.RapidPro.AskAsync<Dictionary<string, string>>("links");
        var linked = workers.Count(w => contacts.TryGetValue(w.Value, out var worker) && worker == w.Key);
        phase.Check(
            linked == options.Count && workers.Count == options.Count && contacts.Count == options.Count,
            $"{linked} of {options.Count} workers are linked to a contact ({workers.Count} Practitioners, {contacts.Count} contacts)");
    }
}
