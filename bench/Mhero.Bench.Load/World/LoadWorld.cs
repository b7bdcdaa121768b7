using Mhero.Bench.Load.Children;
using Mhero.Bench.Load.Measure;
using Mhero.Bench.Load.Reports;
using Mhero.Core.Monitoring;
using Mhero.DevHost.Services;

namespace Mhero.Bench.Load.World;

/// <summary>RapidPro, registry, storage and mHero, each new and in a process of its own.</summary>
internal sealed class LoadWorld : IAsyncDisposable
{
    /// <summary>How far pollers are read again. It is waited out between phases, so it is short.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromSeconds(2);

    private readonly Stack<IAsyncDisposable> _parts = new();
    private ChildProcess? _mhero;
    private string _settings = "";

    private LoadWorld()
    {
    }

    public ChildProcess RapidPro { get; private set; } = null!;

    public ChildProcess Fhir { get; private set; } = null!;

    private ChildProcess Mhero => _mhero ?? throw new InvalidOperationException("mHero does not run.");

    /// <summary>How mHero's peak memory is taken.</summary>
    public string MemorySource { get; private set; } = "";

    public static async Task<LoadWorld> StartAsync(LoadOptions options)
    {
        var world = new LoadWorld();
        try
        {
            await world.StartPartsAsync(options);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs rounds of the sync and says what they cost on all sides.</summary>
    /// <param name="name">The phase's name.</param>
    /// <param name="records">The workers or runs among which the time is divided.</param>
    /// <param name="timers">The timers of a round, in order.</param>
    /// <param name="untilQuiet">Whether to go on until a round writes nothing.</param>
    /// <param name="together">Whether the timers of a round are executed at the same time.</param>
    public async Task<PhaseReport> RunAsync(string name, int records, string[] timers, bool untilQuiet = false, bool together = false)
    {
        const int MaxRounds = 5;
        return await MeasureAsync(name, records, async () =>
        {
            Usage? usage = null;
            var rounds = 0;
            for (var (quiet, writes) = (false, 0L); !quiet && rounds < MaxRounds; rounds++)
            {
                if (rounds > 0)
                {
                    await SettleAsync();
                }

                var round = await Mhero.AskAsync<Usage>(together ? "round-together" : "round", timers);
                usage = usage?.And(round) ?? round;
                var after = (await RapidPro.AskAsync<SideCounts>("counts")).TotalWrites + (await Fhir.AskAsync<SideCounts>("counts")).TotalWrites;
                (quiet, writes) = (!untilQuiet || after == writes, after);
            }

            return (usage!, rounds);
        });
    }

    /// <summary>POSTs something to mHero and says what it cost on all sides until all that follows from it was done.</summary>
    /// <param name="name">The phase's name.</param>
    /// <param name="records">The recipients among whom the time is divided.</param>
    /// <param name="path">The function's path, such as <c>api/fhir/CommunicationRequest</c>.</param>
    /// <param name="body">What is sent, as JSON.</param>
    public Task<PhaseReport> PostAsync(string name, int records, string path, object body) =>
        MeasureAsync(name, records, async () => (await Mhero.AskAsync<Usage>("post", new { path, body }), 1));

    /// <summary>Calls mHero from this process and says what it cost on all sides until the queue was empty.</summary>
    /// <param name="name">The phase's name.</param>
    /// <param name="records">The calls among which the time is divided.</param>
    /// <param name="call">Calls, with a client for mHero's address that sends the function key.</param>
    public async Task<PhaseReport> WebhooksAsync(string name, int records, Func<HttpClient, Task<LatencyReport>> call)
    {
        LatencyReport? answers = null;
        using var http = new HttpClient { BaseAddress = new Uri(Mhero.Greeting.GetProperty("url").GetString()!) };
        http.DefaultRequestHeaders.Add("x-functions-key", Mhero.Greeting.GetProperty("key").GetString());
        var phase = await MeasureAsync(name, records, async () =>
        {
            await Mhero.DoAsync("begin");
            answers = await call(http);
            return (await Mhero.AskAsync<Usage>("end"), 1);
        });
        return phase with { Latency = answers };
    }

    /// <summary>Orders a bulk load, runs timers, and says what it cost on all sides until the files are there.</summary>
    /// <param name="name">The phase's name.</param>
    /// <param name="records">The workers among whom the time is divided.</param>
    /// <param name="timers">The timers, in order.</param>
    public Task<PhaseReport> BulkLoadAsync(string name, int records, string[] timers) =>
        MeasureAsync(name, records, async () => (await Mhero.AskAsync<Usage>("bulk-load", timers), 1));

    /// <summary>The text of an answer of mHero.</summary>
    /// <param name="path">The function's path.</param>
    public Task<string> GetAsync(string path) => Mhero.AskAsync<string>("get", new { path });

    /// <summary>Puts a new process of mHero in place of the one that there is: the next phase's memory is its own then.</summary>
    public async Task RestartAsync()
    {
        await Mhero.DisposeAsync();
        _mhero = null;
        await StartMheroAsync();
    }

    /// <summary>Waits until the pollers no longer show again what was written last.</summary>
    public static Task SettleAsync() => Task.Delay(Overlap + TimeSpan.FromSeconds(1.5));

    public Task<Status> StatusAsync() => Mhero.AskAsync<Status>("status");

    public async ValueTask DisposeAsync()
    {
        if (_mhero is not null)
        {
            await _mhero.DisposeAsync();
        }

        while (_parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }

    private async Task<PhaseReport> MeasureAsync(string name, int records, Func<Task<(Usage Usage, int Rounds)>> run)
    {
        var before = OthersProcessorTime();
        var began = TimeProvider.System.GetUtcNow();
        await Task.WhenAll(RapidPro.DoAsync("reset"), Fhir.DoAsync("reset"));
        var (usage, rounds) = await run();
        var runs = (await StatusAsync()).Runs.Where(r => r.StartedAt >= began);
        var counts = runs.SelectMany(r => r.Counts).GroupBy(c => c.Key, c => c.Value).ToDictionary(c => c.Key, c => c.Sum());
        return new PhaseReport
        {
            Name = name,
            Records = records,
            Rounds = rounds,
            Usage = usage,
            RapidPro = await RapidPro.AskAsync<SideCounts>("counts"),
            Fhir = await Fhir.AskAsync<SideCounts>("counts"),
            Counts = new(counts, StringComparer.Ordinal),
            Others = OthersProcessorTime().Since(before),
        };
    }

    private async Task StartPartsAsync(LoadOptions options)
    {
        var azurite = await AzuriteProcess.StartAsync();
        _parts.Push(azurite);
        var conditions = JsonSerializer.Serialize(new SideConditions(options.Latency.TotalMilliseconds, options.Throttle, options.Faults));
        RapidPro = await StartAsync(RapidProChild.Command, conditions);
        Fhir = await StartAsync(FhirChild.Command, conditions);
        var values = JsonSerializer.Deserialize<Dictionary<string, string?>>(await File.ReadAllTextAsync(DevHost.Run.CloneFolder.DefaultSettings))!;
        values["AzureWebJobsStorage"] = azurite.ConnectionString;
        values["Mhero__RapidPro__BaseUrl"] = RapidPro.Greeting.GetProperty("url").GetString();
        values["Mhero__RapidPro__Token"] = RapidPro.Greeting.GetProperty("token").GetString();
        values["Mhero__Fhir__BaseUrl"] = Fhir.Greeting.GetProperty("url").GetString();
        values["Mhero__Fhir__Authentication"] = "None";
        values["Mhero__Contacts__DefaultRegion"] = "RW";
        values["Mhero__Sync__Overlap"] = Overlap.ToString();
        foreach (var (name, value) in options.Settings)
        {
            values[name] = value;
        }

        _settings = JsonSerializer.Serialize(values);
        await StartMheroAsync();
    }

    private async Task StartMheroAsync()
    {
        _mhero = await ChildProcess.StartAsync(MheroChild.Command, _settings);
        MemorySource = _mhero.Greeting.GetProperty("memory").GetString()!;
    }

    private async Task<ChildProcess> StartAsync(string command, params string[] arguments)
    {
        var child = await ChildProcess.StartAsync(command, arguments);
        _parts.Push(child);
        return child;
    }

    private OthersUsage OthersProcessorTime() => new(
        RapidPro.ProcessorTime,
        Fhir.ProcessorTime,
        ChildrenOfThis.ProcessorTime([RapidPro.Id, Fhir.Id, Mhero.Id]));
}
