using System.Reflection;
using Azure.Storage.Queues;
using Mhero.DevHost.Host;
using Mhero.Functions.Tests.Host.Samples;
using Mhero.MemoryStorage;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Tests.Host;

/// <summary>
/// Settings and queues of one test, of its own by their names, and hosts that run the sample functions with them. The queues are
/// the storage emulator's, or memory under a clock that the test moves.
/// </summary>
internal sealed class SampleHost
{
    public const string FunctionKey = "function-key";
    public const string MasterKey = "master-key";

    private readonly string _connection;
    private readonly string _id = Guid.NewGuid().ToString("N")[..12];

    private readonly WaitingTime? _queueTime;
    private readonly MemoryAccount? _memory;

    public SampleHost(StorageFixture storage, params string[] enabled)
        : this(storage.ConnectionString, enabled)
    {
    }

    public SampleHost(WaitingTime queueTime, params string[] enabled)
        : this("UseDevelopmentStorage=true", enabled)
    {
        (_queueTime, _memory) = (queueTime, new MemoryAccount(queueTime));
    }

    private SampleHost(string connection, string[] enabled)
    {
        _connection = connection;
        Settings = new()
        {
            ["AzureWebJobsStorage"] = connection,
            ["SampleStorage"] = connection,
            ["SampleTextQueue"] = TextQueueName,
            ["Sample__PocoQueue"] = PocoQueueName,
            ["SampleSchedule"] = "0 */5 * * * *",
            ["AzureFunctionsWebHost:hostid"] = _id,
            ["AzureFunctionsJobHost:extensions:queues:maxPollingInterval"] = "00:00:00.2",
        };
        foreach (var name in AllFunctions().Except(enabled))
        {
            Settings[$"AzureWebJobs.{name}.Disabled"] = "true";
        }
    }

    public SampleBehaviour Behaviour { get; } = new();

    public Dictionary<string, string?> Settings { get; }

    public string HostId => _id;

    public string TextQueueName => "text-" + _id;

    public string PocoQueueName => "poco-" + _id;

    /// <summary>When the next hidden message of the queues in memory is visible again; null when none is hidden.</summary>
    public DateTimeOffset? HiddenUntil => _memory!.NextVisibleOn(_queueTime!.GetUtcNow());

    public Task<FunctionsHost> StartAsync(TimeProvider? time = null, bool runTimers = false, TimeSpan? lease = null, string? hostJson = null) =>
        FunctionsHost.StartAsync(new FunctionsHostOptions
        {
            FunctionsAssembly = typeof(SampleHost).Assembly,
            Configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings).Build(),
            ConfigureServices = (services, _) => services.AddSingleton(Behaviour).AddScoped<SampleScope>(),
            FunctionKey = FunctionKey,
            MasterKey = MasterKey,
            HostJsonPath = hostJson,
            Queues = _memory is null ? null : name => _memory.Queue(name, QueueMessageEncoding.None),
            Time = time ?? TimeProvider.System,
            QueueTime = _queueTime ?? TimeProvider.System,
            RunTimers = runTimers,
            MessageLease = lease ?? TimeSpan.FromSeconds(30),
        });

    public QueueClient Queue(string name) =>
        _memory?.Queue(name, QueueMessageEncoding.Base64) ?? new QueueClient(_connection, name, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });

    public QueueClient RawQueue(string name) => new(_connection, name);

    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!condition())
        {
            Assert.False(timeout.IsCancellationRequested, $"Waited in vain until {what}");
            await Task.Delay(20);
        }
    }

    public static CancellationToken Soon() => new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token;

    private static IEnumerable<string> AllFunctions() =>
        typeof(SampleHost).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Select(method => method.GetCustomAttribute<FunctionAttribute>()?.Name).OfType<string>();
}
