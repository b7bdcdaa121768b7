using Azure.Storage.Queues;
using Mhero.Bench.Load.Fhir;
using Mhero.Bench.Load.Measure;
using Mhero.Core;
using Mhero.Core.Storage;
using Mhero.Core.Storage.Jobs;
using Mhero.DevHost.Host;
using Mhero.Functions.Console;
using Mhero.MemoryStorage;
using Mhero.Simulator;

namespace Mhero.Bench.Load.World;

/// <summary>
/// mHero with its console over storage in memory, and both sides, in this process. Azurite goes through all rows of a table for each query, which Azure
/// does not: with the rows of 100,000 dead letters its time would say nothing of Azure's. The number of requests is the same for both.
/// </summary>
internal sealed class OperatorWorld : IAsyncDisposable
{
    public const string FunctionKey = "bench";
    public const string ConsoleKey = "bench-key-0123456789abcdef";

    private readonly FhirFront _fhir;
    private readonly RapidProSimulator _rapidPro;
    private readonly FunctionsHost _host;

    private OperatorWorld(FhirFront fhir, RapidProSimulator rapidPro, FunctionsHost host, SlowGate storage, GeneratedResponses responses) =>
        (_fhir, _rapidPro, _host, Storage, Responses) = (fhir, rapidPro, host, storage, responses);

    public Uri Address => _host.BaseUrl;

    public IServiceProvider Services => _host.Services;

    public SlowGate Storage { get; }

    public GeneratedResponses Responses { get; }

    public MemoryFhir.FhirServer Registry => _fhir.Server;

    public RapidProWorkspace Workspace => _rapidPro.Workspace;

    public long FhirRequests => _fhir.Requests.Read().Values.Sum();

    public long RapidProRequests => _rapidPro.Requests.Total;

    /// <param name="settings">App settings as <c>Name=Value</c>.</param>
    public static async Task<OperatorWorld> StartAsync(IReadOnlyList<string> settings)
    {
        var fhir = await FhirFront.StartAsync(TimeProvider.System, hasFaults: false);
        var responses = new GeneratedResponses(fhir.BaseUrl.ToString().TrimEnd('/'), TimeProvider.System.GetUtcNow());
        fhir.First = responses.Answer;
        var rapidPro = await RapidProSimulator.StartAsync(new RapidProSimulatorOptions { RememberedRequests = 0, Throttle = false });
        var account = new MemoryAccount(TimeProvider.System);
        var gate = new SlowGate();
        var values = JsonSerializer.Deserialize<Dictionary<string, string?>>(await File.ReadAllTextAsync(DevHost.Run.CloneFolder.DefaultSettings))!;
        values["AzureWebJobsStorage"] = "UseDevelopmentStorage=true";
        values["Mhero__RapidPro__BaseUrl"] = rapidPro.BaseUrl.ToString();
        values["Mhero__RapidPro__Token"] = rapidPro.Options.Token;
        values["Mhero__Fhir__BaseUrl"] = fhir.BaseUrl.ToString();
        values["Mhero__Fhir__Authentication"] = "None";
        values["Mhero__Contacts__DefaultRegion"] = "RW";
        values["Mhero__Console__Users__bench__Key"] = ConsoleKey;
        values["Mhero__Console__Users__bench__Role"] = "Administrator";
        foreach (var setting in settings.Select(setting => setting.Split('=', 2)))
        {
            values[setting[0]] = setting[1];
        }

        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Key.Replace("__", ":", StringComparison.Ordinal), value.Value))).Build();
        var host = await FunctionsHost.StartAsync(new FunctionsHostOptions
        {
            FunctionsAssembly = typeof(OpenConsole).Assembly,
            Configuration = configuration,
            ConfigureServices = (services, configured) => services
                .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error).AddSimpleConsole())
                .AddSingleton<IStorageClients>(new MemoryStorageClients(account, gate))
                .AddMhero(configured)
                .AddMheroConsole(configured),
            Queues = name => account.Queue(name, QueueMessageEncoding.None),
            RunTimers = false,
            FunctionKey = FunctionKey,
        });
        return new OperatorWorld(fhir, rapidPro, host, gate, responses);
    }

    /// <summary>Waits until no job is left, as that which reads the reports of a form.</summary>
    public async Task JobsEndAsync()
    {
        while ((await Services.GetRequiredService<JobOrders>().ListAsync(10, CancellationToken.None)).Any(job => job.State is JobStates.Queued or JobStates.Running))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    /// <summary>Begins to count from zero.</summary>
    public void Reset()
    {
        Storage.Reset();
        _fhir.Requests.Reset();
        _rapidPro.Requests.Reset();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _rapidPro.DisposeAsync();
        await _fhir.DisposeAsync();
    }
}
