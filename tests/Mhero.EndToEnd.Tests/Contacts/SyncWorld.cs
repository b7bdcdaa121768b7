using Azure.Storage.Queues;
using Hl7.Fhir.Model;
using Mhero.Core;
using Mhero.Core.Fhir;
using Mhero.Core.Storage.SyncLog;
using Mhero.DevHost.Host;
using Mhero.DevHost.Services;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Functions.Timers;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Contacts;

/// <summary>A registry, a RapidPro and mHero between them, for the tests of one class. Tests give their workers names and numbers of their own.</summary>
public class SyncWorld : IAsyncLifetime
{
    public const string FunctionKey = "function-key";
    public const string WebhookSecret = "a-webhook-secret-of-tests";

    private static int _nextNumber;

    private readonly List<string> _hosts = [];
    private PooledFhirServer _fhirServer = null!;
    private WorldStorage _storage = null!;

    public RapidProSimulator RapidPro { get; private set; } = null!;

    public FunctionsHost Host { get; private set; } = null!;

    /// <summary>What all its apps logged.</summary>
    public LogLines Log { get; } = new();

    /// <summary>Where mHero finds the registry.</summary>
    public Uri FhirBaseUrl { get; private set; } = null!;

    /// <summary>The kind of server that the registry is.</summary>
    protected virtual FhirServerProfile Profile => FhirServerProfile.Default;

    public FhirGateway Fhir => Host.Services.GetRequiredService<FhirGateway>();

    public Dictionary<string, string?> Settings { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        _storage = await WorldStorage.StartAsync(UsesAzurite);
        _fhirServer = await FhirServerFixture.OpenAsync(Profile);
        FhirBaseUrl = await OpenFhirAsync(_fhirServer.BaseUrl);
        RapidPro = await RapidProSimulator.StartAsync(new RapidProSimulatorOptions());
        RapidPro.Workspace.AddField("globalid");
        RapidPro.Workspace.AddField("mheroentitytype");
        Settings = NewSettings();
        Host = await StartHostAsync();
    }

    public virtual async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await RapidPro.DisposeAsync();
        await _fhirServer.DisposeAsync();
    }

    /// <summary>Settings of an app with a memory of its own.</summary>
    public virtual Dictionary<string, string?> NewSettings()
    {
        var name = AzuriteFixture.UniqueName("sync");
        return new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = _storage.ConnectionString,
            ["SyncContactsSchedule"] = "0 0 0 1 1 *",
            ["SyncRegistrySchedule"] = "0 0 0 1 1 *",
            ["SyncGroupsSchedule"] = "0 0 0 1 1 *",
            ["SyncFlowsSchedule"] = "0 0 0 1 1 *",
            ["SyncRunsSchedule"] = "0 0 0 1 1 *",
            ["SyncFlowResultsSchedule"] = "0 0 0 1 1 *",
            ["SyncMessagesSchedule"] = "0 0 0 1 1 *",
            ["SyncOptOutsSchedule"] = "0 0 0 1 1 *",
            ["SyncReportsSchedule"] = "0 0 0 1 1 *",
            ["ReportMetricsSchedule"] = "0 0 0 1 1 *",
            ["PurgeStorageSchedule"] = "0 0 0 1 1 *",
            ["ReconcileContactsSchedule"] = "0 0 0 1 1 *",
            ["SendRemindersSchedule"] = "0 0 0 1 1 *",
            ["ContactsQueue"] = name,
            ["GroupsQueue"] = name + "-groups",
            ["FlowsQueue"] = name + "-flows",
            ["RunsQueue"] = name + "-runs",
            ["MessagesQueue"] = name + "-messages",
            ["CommunicationsQueue"] = name + "-communications",
            ["OptOutsQueue"] = name + "-optouts",
            ["ReportsQueue"] = name + "-reports",
            ["JobsQueue"] = name + "-jobs",
            ["Mhero:OptOut:RetryDelay"] = "00:00:00.200",
            ["Mhero:OptOut:ClockDifference"] = "00:00:00",
            ["Mhero:Messaging:RetryDelay"] = "00:00:00.200",
            ["Mhero:Messaging:StatusPollDelay"] = "00:00:01",
            ["Mhero:Messaging:ResendAfter"] = "00:00:04",
            ["Mhero:RapidPro:WebhookSecret"] = WebhookSecret,
            ["Mhero:Groups:RetryDelay"] = "00:00:00.200",
            ["Mhero:Groups:NewAssetDelay"] = "00:00:00",
            ["Mhero:Flows:RetryDelay"] = "00:00:00.200",
            ["Mhero:Runs:RetryDelay"] = "00:00:00.200",
            ["Mhero:Messages:RetryDelay"] = "00:00:00.200",
            ["Mhero:ReportDelivery:RetryDelay"] = "00:00:00.200",
            ["Mhero:Cache:MaxAge"] = "00:00:00",
            ["Mhero:Storage:TablePrefix"] = name,
            ["Mhero:RapidPro:BaseUrl"] = RapidPro.BaseUrl.ToString(),
            ["Mhero:RapidPro:Token"] = RapidPro.Options.Token,
            ["Mhero:RapidPro:RetryBaseDelay"] = "00:00:00.010",
            ["Mhero:RapidPro:MaxInlineWait"] = "00:00:00.500",
            ["Mhero:RapidPro:RequestTimeout"] = "00:00:02",
            ["Mhero:Fhir:BaseUrl"] = FhirBaseUrl.ToString(),
            ["Mhero:Fhir:RetryBaseDelay"] = "00:00:00.010",
            ["Mhero:Contacts:DefaultRegion"] = "RW",
            ["Mhero:Contacts:RetryDelay"] = "00:00:00.200",
            ["Mhero:Contacts:NewAssetDelay"] = "00:00:00",
            ["Mhero:Cache:PlacesMaxAge"] = "00:00:00",
        };
    }

    /// <summary>Whether queues and tables are Azurite's; else they are in memory.</summary>
    protected virtual bool UsesAzurite => false;

    /// <summary>A client of a queue of the world's storage account.</summary>
    public QueueClient Queue(string name, QueueMessageEncoding encoding) => _storage.Queue(name, encoding);

    /// <summary>Makes another app the world's own.</summary>
    protected void Restart(FunctionsHost host) => Host = host;

    /// <summary>May put something before the registry.</summary>
    protected virtual Task<Uri> OpenFhirAsync(Uri server) => Task.FromResult(server);

    /// <summary>Starts an app; a second one with the same settings is a second instance.</summary>
    public Task<FunctionsHost> StartHostAsync(Dictionary<string, string?>? settings = null, TimeSpan? lease = null, TimeProvider? time = null) => FunctionsHost.StartAsync(new FunctionsHostOptions
    {
        FunctionsAssembly = typeof(SyncContacts).Assembly,
        Configuration = new ConfigurationBuilder().AddInMemoryCollection(settings ?? Settings).Build(),
        Queues = _storage.HostQueues,
        ConfigureServices = (services, configuration) =>
        {
            _storage.AddTo(services, configuration["Mhero:Storage:TablePrefix"]);
            services.AddSingleton(time ?? TimeProvider.System).AddMhero(configuration)
                // As the app's telemetry has it: the server's own lines hold addresses with the key.
                .AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddProvider(Log));
        },
        HostJsonPath = Path.Combine(AppContext.BaseDirectory, "host.json"),
        RunTimers = false,
        FunctionKey = FunctionKey,
        MessageLease = lease ?? TimeSpan.FromSeconds(30),
    });

    /// <summary>Reads both sides, the registry first, and waits until everything that came of it is done.</summary>
    /// <returns>What was done.</returns>
    public async Task<SyncCounts> RoundAsync(FunctionsHost? host = null)
    {
        host ??= Host;
        var runs = host.Services.GetRequiredService<SyncLogStore>();
        await host.InvokeTimerAsync(nameof(SyncRegistry));
        await host.InvokeTimerAsync(nameof(SyncContacts));
        await IdleAsync(host);
        var last = new[] { await runs.RecentAsync("registry", 1), await runs.RecentAsync("contacts", 1) }.SelectMany(r => r).ToList();
        Assert.All(last, run => Assert.Null(run.Error));
        Assert.All(last, run => Assert.True(run.IsComplete, $"{run.Kind}: {run.BatchesDone} of {run.BatchesTotal} batches"));
        return SyncCounts.Sum(last.Select(r => r.Counts));
    }

    /// <summary>Waits until the host has nothing to do, and shows what it logged last if that never happens.</summary>
    public Task IdleAsync(FunctionsHost? host = null) =>
        Eventually.HoldsAsync(() => (host ?? Host).IsIdleAsync(), async () => $"{await (host ?? Host).DescribeWorkAsync()}. The last lines of the log:\n{Log.Last(60)}");

    /// <summary>Rounds until one writes nothing.</summary>
    public async Task SettleAsync(FunctionsHost? host = null)
    {
        for (var round = 0; round < 5; round++)
        {
            var counts = await RoundAsync(host);
            if (counts[SyncCounts.ContactsCreated] + counts[SyncCounts.ContactsUpdated] + counts[SyncCounts.PractitionersCreated] + counts[SyncCounts.PractitionersUpdated] == 0)
            {
                return;
            }
        }

        Assert.Fail("The sync does not come to rest.");
    }

    /// <summary>A mobile number that no other test has, and no document, as E.164: those of the documentation and the examples begin with +25078800.</summary>
    public static string NewNumber() => $"+25078{8200000 + Interlocked.Increment(ref _nextNumber)}";

    public async Task<Practitioner> AddWorkerAsync(string name, params string[] numbers)
    {
        var parts = name.Split(' ');
        var worker = new Practitioner
        {
            Identifier = [new Identifier("http://example.org/test", Guid.NewGuid().ToString())],
            Active = true,
            Name = [new HumanName { Family = parts[^1], Given = parts[..^1] }],
            Telecom = [.. numbers.Select(n => new ContactPoint(ContactPoint.ContactPointSystem.Phone, ContactPoint.ContactPointUse.Mobile, n))],
        };
        return await AddAsync(worker);
    }

    public async Task<T> AddAsync<T>(T resource)
        where T : DomainResource
    {
        var identifier = new Identifier("http://example.org/made-by-test", Guid.NewGuid().ToString());
        switch (resource)
        {
            case Practitioner p: p.Identifier.Add(identifier); break;
            case PractitionerRole r: r.Identifier.Add(identifier); break;
            case Location l: l.Identifier.Add(identifier); break;
            case Organization o: o.Identifier.Add(identifier); break;
            case Group g: g.Identifier.Add(identifier); break;
            case Person p: p.Identifier.Add(identifier); break;
            case Patient p: p.Identifier.Add(identifier); break;
            case Questionnaire q: q.Identifier.Add(identifier); break;
        }

        return (await Fhir.CreateIfNoneAsync(resource, new FhirSearch(resource.TypeName).Where("identifier", identifier.System!, identifier.Value!))).Resource;
    }

    public async Task<Practitioner> ReadWorkerAsync(string id) =>
        await Fhir.ReadAsync<Practitioner>(id) ?? throw new InvalidOperationException("The Practitioner is gone.");

    public async Task EditWorkerAsync(string id, Action<Practitioner> edit) =>
        await Fhir.UpdateAsync<Practitioner>(id, p =>
        {
            edit(p);
            return p;
        });

    public SimulatedContact ContactOf(string number) =>
        RapidPro.Workspace.FindByUrn("tel:" + number) ?? throw new InvalidOperationException("No contact has the number.");

    public static string? ContactUuidOf(Practitioner worker) =>
        worker.Identifier.SingleOrDefault(i => i.System == MheroSystems.ContactUuid)?.Value;
}
