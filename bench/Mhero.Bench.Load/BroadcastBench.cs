using System.Runtime.InteropServices;
using Mhero.Bench.Load.Reports;
using Mhero.Bench.Load.World;
using Mhero.DevHost.Services;
using Mhero.Functions.Timers;

namespace Mhero.Bench.Load;

/// <summary>Sends one message to a whole workforce, or starts it in a flow, and holds the sending to its promises.</summary>
internal sealed class BroadcastBench(LoadOptions options, Action<string> progress)
{
    private const int ContactsPerPost = 100;
    private const long MaxMemory = 300_000_000;

    /// <summary>FHIR requests: people and Flags are read by hundreds, Communications written by hundreds, once when sent and once when final.</summary>
    private const int RecipientsPerRequest = 20;

    private static readonly string[] Contacts = [nameof(SyncContacts), nameof(SyncRegistry)];

    private readonly LoadReport _report = new()
    {
        Records = "recipients",
        Count = options.Count,
        LatencyMilliseconds = options.Latency.TotalMilliseconds,
        Processors = Environment.ProcessorCount,
        Runtime = RuntimeInformation.FrameworkDescription,
    };

    private int Posts => (options.Count + ContactsPerPost - 1) / ContactsPerPost;

    public async Task<LoadReport> RunAsync()
    {
        await NodeModules.EnsureAsync(progress);
        progress("Starting RapidPro, the registry, Azurite and mHero");
        var settings = new Dictionary<string, string>(options.Settings);
        settings.TryAdd("Mhero__Messaging__StatusPollDelay", "00:00:02");
        await using var world = await LoadWorld.StartAsync(options with { Settings = settings });
        _report.MemorySource = world.MemorySource;
        await world.Fhir.DoAsync("seed", new { workers = options.Count, places = options.Count });
        await world.Fhir.DoAsync("seed-group", new { workers = options.Count });
        if (options.StartFlow)
        {
            await world.RapidPro.DoAsync("seed-runs", new { flows = 1, contacts = 0, runs = 0 });
        }

        progress("The workers' contacts are made first …");
        await world.RunAsync("contacts", options.Count, Contacts, untilQuiet: true);
        await world.RestartAsync();

        progress("The message …");
        var phase = await world.PostAsync(options.StartFlow ? "flow started" : "broadcast", options.Count, "api/fhir/CommunicationRequest", Request());
        _report.Phases.Add(phase);
        await CheckAsync(world, phase);
        progress($"{phase.Name}: {phase.Usage.Wall.TotalSeconds:0.00} s");
        return _report;
    }

    private object Request()
    {
        object payload = options.StartFlow ? new { contentReference = new { reference = $"Basic/{Survey.Flow(0)}" } } : new { contentString = "Please send the weekly report." };
        var recipients = options.NameEach ? Enumerable.Range(0, options.Count).Select(w => $"Practitioner/{Workforce.PractitionerId(w)}") : [$"Group/{Workforce.GroupId}"];
        return new
        {
            resourceType = "CommunicationRequest",
            status = "active",
            recipient = recipients.Select(reference => new { reference }).ToArray(),
            payload = new[] { payload },
        };
    }

    private async Task CheckAsync(LoadWorld world, PhaseReport phase)
    {
        var kind = options.StartFlow ? "flow_starts" : "broadcasts";
        var posts = phase.RapidPro.Writes.GetValueOrDefault(kind);
        phase.Check(posts == Posts && phase.RapidPro.TotalWrites == posts, $"{phase.RapidPro.TotalWrites} writes to RapidPro, {posts} of them {kind}, for {options.Count} recipients; {Posts} are enough");
        phase.Check(phase.RapidPro.TotalRequests <= 10 + (4 * Posts), $"{phase.RapidPro.TotalRequests} requests to RapidPro for {options.Count} recipients");
        var sends = await world.RapidPro.AskAsync<SendTotals>(options.StartFlow ? "started" : "sends");
        phase.Check(sends == new SendTotals(options.Count, options.Count, 0), $"RapidPro has {sends}, and each contact once is right");

        var found = await world.Fhir.AskAsync<CommunicationTotals>("communications");
        var expected = new CommunicationTotals(options.Count, options.Count, options.Count, options.Count);
        phase.Check(found == expected, $"the registry has {found}, and {expected} is right");
        phase.Check(phase.Fhir.Writes.GetValueOrDefault("Communication created") == options.Count, "a Communication was made more than once");
        phase.Check(phase.Fhir.Writes.GetValueOrDefault("Communication updated") <= options.Count, "Communications were updated that said the same already");
        phase.Check(phase.Fhir.Writes.GetValueOrDefault("CommunicationRequest created") == 1, "the request is not in the registry once");
        phase.Check(phase.Fhir.TotalRequests <= 20 + (options.Count / RecipientsPerRequest), $"{phase.Fhir.TotalRequests} requests to the registry for {options.Count} recipients");

        var status = await world.StatusAsync();
        phase.Check(status.DeadLetters == 0, $"{status.DeadLetters} dead letters");
        phase.Check(status.Queues.All(q => q is { Messages: 0, Poison: 0 }), "messages are left on a queue");
        phase.Check(phase.Usage.PeakMemory < MaxMemory, $"{phase.Usage.PeakMemory / 1_000_000} MB of memory; {MaxMemory / 1_000_000} have to do");
    }
}
