using System.Runtime.InteropServices;
using Mhero.Bench.Load.Reports;
using Mhero.Bench.Load.World;
using Mhero.DevHost.Run;
using Mhero.DevHost.Services;
using Mhero.Functions.Timers;

namespace Mhero.Bench.Load;

/// <summary>Calls the webhook at a constant rate, a call for each run that ended, and counts the responses.</summary>
internal sealed class WebhooksBench(LoadOptions options, int rate, Action<string> progress)
{
    private const int MaxContacts = 5000;
    private const long MaxMemory = 300_000_000;

    private static readonly string[] Flows = [nameof(SyncFlows)];
    private static readonly TimeSpan MaxP99 = TimeSpan.FromMilliseconds(100);

    private readonly int _contacts = Math.Min(options.Count, MaxContacts);
    private readonly LoadReport _report = new()
    {
        Records = "webhooks",
        Count = options.Count,
        LatencyMilliseconds = options.Latency.TotalMilliseconds,
        Processors = Environment.ProcessorCount,
        Runtime = RuntimeInformation.FrameworkDescription,
    };

    public async Task<LoadReport> RunAsync()
    {
        await NodeModules.EnsureAsync(progress);
        progress("Starting RapidPro, the registry, Azurite and mHero");
        var settings = new Dictionary<string, string>(options.Settings) { ["Mhero__RapidPro__WebhookSecret"] = LocalSettings.SimulatorSecret };
        await using var world = await LoadWorld.StartAsync(options with { Settings = settings });
        _report.MemorySource = world.MemorySource;
        await world.Fhir.DoAsync("seed-people", new { contacts = _contacts });
        await world.RapidPro.DoAsync("seed-runs", new { flows = 1, contacts = _contacts, runs = options.Count });
        _report.Phases.Add(await world.RunAsync("flows read", 1, Flows));

        progress($"{options.Count} webhooks, {rate} a second …");
        var phase = await world.WebhooksAsync($"webhooks, {rate} a second", options.Count, http => ConstantRate.SendAsync(http, rate, options.Count, Webhook));
        _report.Phases.Add(phase);
        var answers = phase.Latency!;
        phase.Check(answers.Accepted == options.Count, $"{answers.Accepted} of {options.Count} webhooks were accepted: {string.Join(", ", answers.Others.Select(o => $"{o.Value} × {o.Key}"))}");
        phase.Check(answers.P99 < MaxP99, $"99 of a hundred webhooks were answered within {answers.P99.TotalMilliseconds:0} ms; {MaxP99.TotalMilliseconds:0} ms is the goal");
        phase.Check(phase.Usage.Messages == options.Count, $"{phase.Usage.Messages} queue messages for {options.Count} webhooks");
        phase.Check(phase.Usage.PeakMemory < MaxMemory, $"{phase.Usage.PeakMemory / 1_000_000} MB of memory; {MaxMemory / 1_000_000} have to do");
        var found = await world.Fhir.AskAsync<ResponseTotals>("responses");
        phase.Check(
            found.Responses == options.Count && found.Runs == options.Count && found.ByWorker == options.Count && found.ByQuestionnaire == options.Count,
            $"the registry has {found}, and each run once with its worker and Questionnaire is right");
        var status = await world.StatusAsync();
        phase.Check(status.DeadLetters == 0, $"{status.DeadLetters} dead letters");
        phase.Check(status.Queues.All(q => q is { Messages: 0, Poison: 0 }), "messages are left on a queue");
        return _report;
    }

    /// <summary>The call of a run's last node, as the flows of the examples make it.</summary>
    private HttpRequestMessage Webhook(int number)
    {
        var run = Survey.Seed(number, 1, _contacts, TimeProvider.System.GetUtcNow());
        var body = new JsonObject
        {
            ["contact"] = new JsonObject { ["uuid"] = run.Contact.ToString(), ["name"] = Workforce.Name(number % _contacts), ["urn"] = "tel:" + Workforce.Phone(number % _contacts) },
            ["flow"] = new JsonObject { ["uuid"] = run.Flow.ToString(), ["name"] = "Weekly report 1" },
            ["results"] = new JsonObject([.. run.Values.Select(v => KeyValuePair.Create<string, JsonNode?>(
                v.Key, new JsonObject { ["value"] = v.Value.Value, ["category"] = v.Value.Category, ["input"] = v.Value.Input }))]),
            ["run"] = new JsonObject { ["uuid"] = run.Uuid.ToString(), ["status"] = run.ExitType ?? "waiting" },
        };
        return new HttpRequestMessage(HttpMethod.Post, "api/rapidpro/webhook")
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
            Headers = { { "X-Mhero-Secret", LocalSettings.SimulatorSecret } },
        };
    }
}
