using System.Runtime.InteropServices;
using Mhero.Bench.Load.Children;
using Mhero.Bench.Load.Reports;
using Mhero.Bench.Load.World;
using Mhero.DevHost.Services;
using Mhero.Functions.Timers;

namespace Mhero.Bench.Load;

/// <summary>Brings the reports of facilities to DHIS2, phase by phase, and holds the delivery to its promises.</summary>
internal sealed class ReportBench(LoadOptions options, Action<string> progress)
{
    private const long MaxMemory = 300_000_000;
    private const int Outage = 20;

    private readonly LoadReport _report = new()
    {
        Records = "reports",
        Count = options.Count,
        LatencyMilliseconds = options.Latency.TotalMilliseconds,
        Processors = Environment.ProcessorCount,
        Runtime = RuntimeInformation.FrameworkDescription,
    };

    public async Task<LoadReport> RunAsync()
    {
        await NodeModules.EnsureAsync(progress);
        progress("Starting DHIS2, the registry, Azurite and mHero");
        await using var dhis2 = await ChildProcess.StartAsync(Dhis2Child.Command, options.Count.ToString(CultureInfo.InvariantCulture));
        var settings = new Dictionary<string, string>(options.Settings)
        {
            ["Mhero__Dhis2__BaseUrl"] = dhis2.Greeting.GetProperty("url").GetString()!,
            ["Mhero__Dhis2__Token"] = "d2pat_simulator",
            ["Mhero__Circuit__ProbeInterval"] = "00:00:02",
            ["Mhero__Circuit__MaxProbeInterval"] = "00:00:05",
        };
        await using var world = await LoadWorld.StartAsync(options with { Settings = settings });
        _report.MemorySource = world.MemorySource;

        await SeedAsync(world, options.Count, 1, 0);
        await RunAsync(world, dhis2, "first delivery", options.Count, 2 * options.Count, 1, 0);
        await RunAsync(world, dhis2, "nothing changed", options.Count, 0, 1, 0);
        var some = (options.Count + 99) / 100;
        await SeedAsync(world, some, 1, 7);
        await RunAsync(world, dhis2, "1 % corrected", some, some, 1, 0);
        await SeedAsync(world, options.Count, 2, 0);
        await dhis2.DoAsync("down", new { seconds = Outage });
        await RunAsync(world, dhis2, string.Create(CultureInfo.InvariantCulture, $"DHIS2 down for {Outage} s, then drained"), options.Count, 2 * options.Count, 2, 100);
        return _report;
    }

    private static async Task SeedAsync(LoadWorld world, int facilities, int week, int extra)
    {
        await world.Fhir.DoAsync("seed-reports", new { facilities, week, extra });
        await LoadWorld.SettleAsync();
    }

    private async Task RunAsync(LoadWorld world, ChildProcess dhis2, string name, int reports, int requests, int weeks, int spare)
    {
        progress($"{name} …");
        await dhis2.AskAsync<long>("requests");
        var phase = await world.RunAsync(name, reports, [nameof(SyncReports)]);
        var asked = await dhis2.AskAsync<long>("requests");
        phase.Counts["dhis2Requests"] = asked;
        phase.Counts["reportsPerSecond"] = (long)(reports / phase.Usage.Wall.TotalSeconds);
        _report.Phases.Add(phase);
        var status = await world.StatusAsync();
        phase.Check(status.DeadLetters == 0, $"{status.DeadLetters} dead letters");
        phase.Check(status.Queues.All(q => q is { Messages: 0, Poison: 0 }), "messages are left on a queue");
        phase.Check(phase.Usage.PeakMemory < MaxMemory, $"{phase.Usage.PeakMemory / 1_000_000} MB of memory; {MaxMemory / 1_000_000} have to do");
        phase.Check(asked >= requests && asked <= requests + spare, $"{asked} requests to DHIS2; {requests} are right");
        var values = await dhis2.AskAsync<int>("values");
        phase.Check(values == weeks * options.Count * Facilities.Numbers, $"DHIS2 has {values} values");
        phase.Check(await dhis2.AskAsync<int>("completed") == weeks * options.Count, "reports are not registered as complete");
        progress($"{name}: {phase.Usage.Wall.TotalSeconds:0.00} s, {asked} requests");
    }
}
