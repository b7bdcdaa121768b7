using System.Runtime.InteropServices;
using Mhero.Bench.Load.Reports;
using Mhero.Bench.Load.World;
using Mhero.DevHost.Services;
using Mhero.Functions.Timers;

namespace Mhero.Bench.Load;

/// <summary>Puts workers into groups by cadre and district, moves some, phase by phase, and holds the sync to its promises.</summary>
internal sealed class GroupsBench(LoadOptions options, Action<string> progress)
{
    private const int MembersPerRequest = 100;
    private const int MaxIdleRapidProRequests = 3;
    private const int MaxIdleFhirRequests = 4;
    private const long MaxMemory = 300_000_000;

    private static readonly string[] Groups = [nameof(SyncGroups)];

    private readonly LoadReport _report = new()
    {
        Records = "members",
        Count = options.Count,
        LatencyMilliseconds = options.Latency.TotalMilliseconds,
        Processors = Environment.ProcessorCount,
        Runtime = RuntimeInformation.FrameworkDescription,
    };

    public async Task<LoadReport> RunAsync()
    {
        await NodeModules.EnsureAsync(progress);
        progress("Starting RapidPro, the registry, Azurite and mHero");
        var settings = new Dictionary<string, string>(options.Settings)
        {
            ["Mhero__Groups__Rules__cadre__Name"] = "{cadre}",
            ["Mhero__Groups__Rules__district__Name"] = "Staff in {district}",
            ["Mhero__Groups__NewAssetDelay"] = "00:00:00",
        };
        await using var world = await LoadWorld.StartAsync(options with { Settings = settings });
        _report.MemorySource = world.MemorySource;
        await world.Fhir.DoAsync("seed", new { workers = options.Count, places = options.Count });
        await world.RapidPro.DoAsync("seed-members", new { workers = options.Count });

        var load = await RunAsync(world, "first load", options.Count);
        load.Check(load.Counts.GetValueOrDefault("membersAdded") == 2L * options.Count, $"{load.Counts.GetValueOrDefault("membersAdded")} members for {options.Count} workers with a cadre and a district each");
        CheckRequests(load, 2 * options.Count);
        await CheckMembersAsync(world, load, 0);
        await NothingChangedAsync(world);

        var moved = (options.Count + 99) / 100;
        await world.Fhir.DoAsync("move", new { workers = moved, all = options.Count });
        var move = await RunAsync(world, "1 % moved to another district", moved);
        move.Check(
            move.Counts.GetValueOrDefault("membersAdded") == move.Counts.GetValueOrDefault("membersRemoved"),
            $"{move.Counts.GetValueOrDefault("membersAdded")} were added and {move.Counts.GetValueOrDefault("membersRemoved")} removed");
        CheckRequests(move, 2 * moved);
        await CheckMembersAsync(world, move, moved);
        await NothingChangedAsync(world);
        return _report;
    }

    /// <summary>The groups of each worker by the registry, counted by name.</summary>
    private Dictionary<string, int> Expected(int moved)
    {
        var members = new Dictionary<string, int>();
        for (var worker = 0; worker < options.Count; worker++)
        {
            var facility = worker < moved ? Workforce.NextFacilityOf(worker, options.Count) : Workforce.FacilityOf(worker, options.Count);
            foreach (var group in new[] { Workforce.Cadre(worker), $"Staff in {Workforce.DistrictName(Workforce.DistrictOf(facility, options.Count))}" })
            {
                members[group] = members.GetValueOrDefault(group) + 1;
            }
        }

        return members;
    }

    private async Task CheckMembersAsync(LoadWorld world, PhaseReport phase, int moved)
    {
        var actual = await world.RapidPro.AskAsync<Dictionary<string, int>>("members");
        var expected = Expected(moved);
        var wrong = expected.Count(e => actual.GetValueOrDefault(e.Key) != e.Value);
        phase.Check(wrong == 0, $"{wrong} of {expected.Count} groups do not have the members that they should have");
    }

    /// <summary>A request for each hundred, and one more for each group, whose last hundred is not full, on either way.</summary>
    private void CheckRequests(PhaseReport phase, int members)
    {
        var requests = phase.RapidPro.Writes.GetValueOrDefault("contact_actions");
        var most = (members / MembersPerRequest) + (2 * Expected(0).Count);
        phase.Check(requests <= most, $"{requests} requests for {members} members; {most} are enough");
        phase.Check(phase.RapidPro.Writes.GetValueOrDefault("contacts") == 0, "contacts were written");
        phase.Check(phase.Fhir.TotalWrites == 0, "the registry was written to");
    }

    private async Task NothingChangedAsync(LoadWorld world)
    {
        // The memberships that were written come round as changes of their contacts first.
        await LoadWorld.SettleAsync();
        var echo = await RunAsync(world, "our own writes come round", options.Count);
        echo.Check(echo.RapidPro.TotalWrites + echo.Fhir.TotalWrites == 0, "our own writes were answered with writes");

        // After many changes the next reading returns them once more (ADR 22).
        await LoadWorld.SettleAsync();
        var again = await RunAsync(world, "they are read once more", options.Count);
        again.Check(again.RapidPro.TotalWrites + again.Fhir.TotalWrites == 0, "our own writes were answered with writes");
        await LoadWorld.SettleAsync();
        var idle = await RunAsync(world, "nothing changed", options.Count);
        idle.Check(idle.RapidPro.TotalRequests <= MaxIdleRapidProRequests, $"{idle.RapidPro.TotalRequests} requests to RapidPro with nothing changed; at most {MaxIdleRapidProRequests} are needed");
        idle.Check(idle.Fhir.TotalRequests <= MaxIdleFhirRequests, $"{idle.Fhir.TotalRequests} requests to the registry with nothing changed; at most {MaxIdleFhirRequests} are needed");
        idle.Check(idle.RapidPro.TotalWrites + idle.Fhir.TotalWrites == 0, "something was written with nothing changed");
    }

    private async Task<PhaseReport> RunAsync(LoadWorld world, string name, int records)
    {
        progress($"{name} …");
        var phase = await world.RunAsync(name, records, Groups);
        _report.Phases.Add(phase);
        var status = await world.StatusAsync();
        phase.Check(status.DeadLetters == 0, $"{status.DeadLetters} dead letters");
        phase.Check(status.Queues.All(q => q is { Messages: 0, Poison: 0 }), "messages are left on a queue");
        phase.Check(phase.Usage.PeakMemory < MaxMemory, $"{phase.Usage.PeakMemory / 1_000_000} MB of memory; {MaxMemory / 1_000_000} have to do");
        progress($"{name}: {phase.Usage.Wall.TotalSeconds:0.00} s");
        return phase;
    }
}
