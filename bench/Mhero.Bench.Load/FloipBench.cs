using System.Runtime.InteropServices;
using Mhero.Bench.Load.Children;
using Mhero.Bench.Load.Reports;
using Mhero.Bench.Load.World;
using Mhero.Core.Sync.FlowResults;
using Mhero.DevHost.Services;
using Mhero.Functions.Timers;

namespace Mhero.Bench.Load;

/// <summary>Brings the rows of a FLOIP package into the registry, phase by phase, and holds the sync to its promises.</summary>
internal sealed class FloipBench(LoadOptions options, Action<string> progress)
{
    private const long MaxMemory = 300_000_000;
    private const int RowsPerPage = 500;
    private const string Source = "Mhero__FlowResults__Sources__bench__";

    private readonly LoadReport _report = new()
    {
        Records = "rows",
        Count = options.Count,
        LatencyMilliseconds = options.Latency.TotalMilliseconds,
        Processors = Environment.ProcessorCount,
        Runtime = RuntimeInformation.FrameworkDescription,
    };

    public async Task<LoadReport> RunAsync()
    {
        await NodeModules.EnsureAsync(progress);
        progress("Starting the FLOIP server, the registry, Azurite and mHero");
        await using var floip = await ChildProcess.StartAsync(FloipChild.Command);
        var settings = new Dictionary<string, string>(options.Settings)
        {
            [Source + "BaseUrl"] = floip.Greeting.GetProperty("url").GetString()!,
            [Source + "ContactSystem"] = "http://app.rapidpro.io/contact-uuid",
        };
        await using var world = await LoadWorld.StartAsync(options with { Settings = settings });
        _report.MemorySource = world.MemorySource;
        await world.Fhir.DoAsync("seed-people", new { contacts = Interviews.Workers });

        await floip.DoAsync("rows", new { rows = options.Count });
        await RunAsync(world, floip, "first reading", options.Count, options.Count);
        await RunAsync(world, floip, "nothing new", options.Count, 0);
        var more = options.Count + ((options.Count + 99) / 100);
        await floip.DoAsync("rows", new { rows = more });
        await RunAsync(world, floip, "1 % more rows", more, more - options.Count);
        return _report;
    }

    private async Task RunAsync(LoadWorld world, ChildProcess floip, string name, int all, int added)
    {
        progress($"{name} …");
        await floip.AskAsync<long>("requests");
        var phase = await world.RunAsync(name, Math.Max(1, added), [nameof(SyncFlowResults)]);
        var requests = await floip.AskAsync<long>("requests");
        phase.Counts["floipRequests"] = requests;
        phase.Counts["rowsPerSecond"] = (long)(added / phase.Usage.Wall.TotalSeconds);
        _report.Phases.Add(phase);
        var status = await world.StatusAsync();
        phase.Check(status.DeadLetters == 0, $"{status.DeadLetters} dead letters");
        phase.Check(status.Queues.All(q => q is { Messages: 0, Poison: 0 }), "messages are left on a queue");
        phase.Check(phase.Usage.PeakMemory < MaxMemory, $"{phase.Usage.PeakMemory / 1_000_000} MB of memory; {MaxMemory / 1_000_000} have to do");
        phase.Check(phase.Counts.GetValueOrDefault(FlowResultsCounts.Rows) == added, $"{phase.Counts.GetValueOrDefault(FlowResultsCounts.Rows)} rows were new; {added} are right");

        // A call asks for the list, and for the descriptor where it changed; it begins with a page that another call did not read.
        var pages = Math.Max(1, (added + RowsPerPage - 1) / RowsPerPage);
        phase.Check(requests <= pages + 2 + (phase.Usage.Wall.TotalMinutes / 4), $"{requests} requests for {pages} pages");
        phase.Check(added > 0 || phase.Fhir.TotalWrites == 0, "something was written with nothing new");
        var found = await world.Fhir.AskAsync<SessionTotals>("sessions");
        var sessions = Interviews.SessionsOf(all);
        phase.Check(found == new SessionTotals(sessions, sessions, sessions, all), $"the registry has {found}; {sessions} sessions with {all} answers are right");
        progress($"{name}: {phase.Usage.Wall.TotalSeconds:0.00} s");
    }
}
