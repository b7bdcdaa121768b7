using Mhero.Bench.Load.Measure;
using Mhero.Core;
using Mhero.Core.Monitoring;
using Mhero.DevHost.Host;
using Mhero.Functions.Timers;

namespace Mhero.Bench.Load.Children;

/// <summary>mHero and nothing else in a process: the functions in the stand-in host, so that the durable queue is in between.</summary>
internal static class MheroChild
{
    public const string Command = "child-mhero";

    /// <summary>Opens the functions of a host that nobody else can reach.</summary>
    private const string FunctionKey = "bench";

    /// <summary>Takes the app settings as JSON, an object of texts.</summary>
    public static async Task RunAsync(string settings)
    {
        using var log = new LogCounter();
        using var memory = new PeakMemory();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(JsonSerializer.Deserialize<Dictionary<string, string?>>(settings)!.Select(s => new KeyValuePair<string, string?>(s.Key.Replace("__", ":", StringComparison.Ordinal), s.Value)))
            .Build();
        using var storage = new StorageCounter(configuration["AzureWebJobsStorage"]!);
        await using var host = await FunctionsHost.StartAsync(new FunctionsHostOptions
        {
            FunctionsAssembly = typeof(SyncContacts).Assembly,
            Configuration = configuration,
            ConfigureServices = (services, c) => services.AddMhero(c).AddLogging(l => l.AddProvider(log).AddFilter("Function", LogLevel.Debug)),
            HostJsonPath = Path.Combine(AppContext.BaseDirectory, "host.json"),
            RunTimers = false,
            FunctionKey = FunctionKey,
        });
        using var http = new HttpClient { BaseAddress = host.BaseUrl, DefaultRequestHeaders = { { "x-functions-key", FunctionKey } } };
        var measure = default(UsageMeasure);
        var commands = new ChildCommands
        {
            ["begin"] = _ =>
            {
                measure = new UsageMeasure(memory, log, storage);
                return Task.FromResult<object?>(null);
            },
            ["end"] = async _ =>
            {
                measure!.EndReading();
                await host.WaitUntilIdleAsync();
                return measure.End();
            },
            ["round"] = async arguments => await MeasureAsync(host, memory, log, storage, () => RunTimersAsync(host, arguments.Deserialize<string[]>()!)),
            ["round-together"] = async arguments => await MeasureAsync(host, memory, log, storage, () => Task.WhenAll(arguments.Deserialize<string[]>()!.Select(timer => host.InvokeTimerAsync(timer)))),
            ["post"] = async arguments => await MeasureAsync(host, memory, log, storage, () => PostAsync(http, arguments.GetProperty("path").GetString()!, arguments.GetProperty("body"))),
            ["bulk-load"] = async arguments => await MeasureAsync(host, memory, log, storage, async () =>
            {
                await PostAsync(http, "api/bulk-load", default);
                await RunTimersAsync(host, arguments.Deserialize<string[]>()!);
            }),
            ["get"] = async arguments => await http.GetStringAsync(new Uri(arguments.GetProperty("path").GetString()!, UriKind.Relative)),
            ["status"] = async _ => await host.Services.GetRequiredService<StatusReader>().ReadAsync(CancellationToken.None),
        };
        await commands.RunAsync(new { memory = memory.Source, url = host.BaseUrl, key = FunctionKey });
    }

    private static async Task RunTimersAsync(FunctionsHost host, string[] timers)
    {
        foreach (var timer in timers)
        {
            await host.InvokeTimerAsync(timer);
        }
    }

    private static async Task PostAsync(HttpClient http, string path, JsonElement body)
    {
        using var content = new StringContent(body.ValueKind == JsonValueKind.Undefined ? "" : body.GetRawText(), Encoding.UTF8, "application/fhir+json");
        using var response = await http.PostAsync(new Uri(path, UriKind.Relative), content);
        if (!response.IsSuccessStatusCode)
        {
            throw new BenchException($"POST {path} was answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        }
    }

    /// <summary>Begins something and waits until the queue is empty.</summary>
    private static async Task<Usage> MeasureAsync(FunctionsHost host, PeakMemory memory, LogCounter log, StorageCounter storage, Func<Task> begin)
    {
        var measure = new UsageMeasure(memory, log, storage);
        await begin();
        measure.EndReading();
        await host.WaitUntilIdleAsync();
        return measure.End();
    }
}
