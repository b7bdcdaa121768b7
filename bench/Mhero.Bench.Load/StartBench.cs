using System.Diagnostics;
using System.Net.Http.Json;
using Mhero.DevHost.Services;
using Mhero.WorkerHost;

namespace Mhero.Bench.Load;

/// <summary>
/// Starts published worker processes, one after the other, and measures how long each takes until its first answers. The Azure
/// Functions host, which starts before the worker, is not in it.
/// </summary>
internal static class StartBench
{
    private const string WebhookSecret = "simulator-webhook-secret";

    /// <summary>Runs it: the apps alternate, so that other work on the machine affects each alike.</summary>
    /// <param name="apps">Folders of published apps.</param>
    /// <param name="settings">Settings as <c>NAME=VALUE</c>, for every worker; the app's settings or the runtime's (<c>DOTNET_…</c>).</param>
    /// <param name="count">How often each app is started.</param>
    /// <exception cref="BenchException">A worker answered a request with an error.</exception>
    /// <exception cref="WorkerHostException">A worker did not start.</exception>
    public static async Task<IReadOnlyList<StartReport>> RunAsync(IReadOnlyList<string> apps, IReadOnlyList<string> settings, int count)
    {
        await NodeModules.EnsureAsync();
        await using var azurite = await AzuriteProcess.StartAsync();
        var environment = Settings(azurite.ConnectionString);
        foreach (var setting in settings.Select(setting => setting.Split('=', 2)))
        {
            environment[setting[0]] = setting.ElementAtOrDefault(1);
        }

        var starts = apps.ToDictionary(app => app, _ => new List<StartMeasure>());
        for (var i = 0; i < count; i++)
        {
            foreach (var app in apps)
            {
                starts[app].Add(await StartAsync(Path.GetFullPath(app), environment));
            }
        }

        return [.. starts.Select(start => new StartReport(start.Key, start.Value))];
    }

    /// <summary>Prints the medians as a table with their ratio to the first app, or all figures as JSON.</summary>
    public static void Print(IReadOnlyList<StartReport> reports, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(reports, JsonSerializerOptions.Web));
            return;
        }

        foreach (var report in reports)
        {
            var (median, first) = (report.Median, reports[0].Median);
            Console.WriteLine(report.App);
            Line("functions loaded", median.LoadedMilliseconds, first.LoadedMilliseconds);
            Line("first health answer", median.HealthMilliseconds, first.HealthMilliseconds);
            Line("first webhook accepted", median.WebhookMilliseconds, first.WebhookMilliseconds);
            Line("processor time", median.ProcessorMilliseconds, first.ProcessorMilliseconds);
        }

        static void Line(string name, double value, double first) => Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"  {name,-24} {value,8:#,0} ms   {value / first:0.00} of the first"));
    }

    private static async Task<StartMeasure> StartAsync(string app, Dictionary<string, string?> settings)
    {
        var began = Stopwatch.GetTimestamp();
        await using var host = await FunctionsWorkerHost.StartAsync(new WorkerHostOptions { AppFolder = app, Settings = settings });
        await SendAsync(host, "GetHealth", new HttpRequestMessage(HttpMethod.Get, new Uri("/api/health", UriKind.Relative)));
        var health = Stopwatch.GetElapsedTime(began);
        await SendAsync(host, "ReceiveWebhook", new HttpRequestMessage(HttpMethod.Post, new Uri("/api/rapidpro/webhook", UriKind.Relative))
        {
            Headers = { { "X-Mhero-Secret", WebhookSecret } },
            Content = JsonContent.Create(new { run = new { uuid = Guid.NewGuid() }, contact = new { uuid = Guid.NewGuid() }, flow = new { uuid = Guid.NewGuid(), name = "Start" } }),
        });
        var webhook = Stopwatch.GetElapsedTime(began);
        using var process = Process.GetProcessById(host.ProcessId);
        return new StartMeasure(
            host.Timings.Loaded.TotalMilliseconds, health.TotalMilliseconds, webhook.TotalMilliseconds, process.TotalProcessorTime.TotalMilliseconds);
    }

    private static async Task SendAsync(FunctionsWorkerHost host, string function, HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await host.SendAsync(function, request);
            if (!response.IsSuccessStatusCode)
            {
                throw new BenchException($"{function} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
            }
        }
    }

    private static Dictionary<string, string?> Settings(string storage)
    {
        var sample = Path.Combine(NodeModules.Folder, "..", "..", "..", "Mhero.Functions", "local.settings.sample.json");
        var settings = JsonNode.Parse(File.ReadAllText(sample))!["Values"]!.AsObject().ToDictionary(setting => setting.Key, setting => (string?)setting.Value);
        settings["AzureWebJobsStorage"] = storage;
        return settings;
    }
}
