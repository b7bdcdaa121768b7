using Mhero.Core;
using Mhero.Core.Fhir;
using Mhero.Core.Floip.Http;
using Mhero.Core.Messaging;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Sync.Engine;
using Mhero.MemoryStorage;

namespace Mhero.FaultSimulation.Worlds;

/// <summary>A process of the function app, from its start to its death.</summary>
internal sealed class Instance : IStorageGate
{
    /// <summary>The queues of the app and what handles them.</summary>
    public static readonly IReadOnlyList<string> Queues = ["contacts", "groups", "flows", "runs", "messages", "communications", "opt-outs", "jobs"];

    private readonly World _world;

    public Instance(World world, int number, TimeSpan clockError, IReadOnlyDictionary<string, string?> settings)
    {
        (_world, Number) = (world, number);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(new InstanceTime(world.Clock, clockError, () => IsDead))
            .AddSingleton<Random>(new SteadyRandom())
            .AddSingleton<IStorageClients>(new MemoryStorageClients(world.Account, this))
            .AddMhero(configuration);
        services.AddHttpClient(FhirServiceCollectionExtensions.HttpClientName).SetHandlerLifetime(Timeout.InfiniteTimeSpan).ConfigurePrimaryHttpMessageHandler(() => new SideHandler(world, this, "registry", world.AnswerOfRegistry));
        services.AddHttpClient(nameof(RapidProClient)).SetHandlerLifetime(Timeout.InfiniteTimeSpan).ConfigurePrimaryHttpMessageHandler(() => new SideHandler(world, this, "rapidpro", world.AnswerOfRapidPro));
        services.AddHttpClient(nameof(FlowResultsClient)).SetHandlerLifetime(Timeout.InfiniteTimeSpan).ConfigurePrimaryHttpMessageHandler(() => new SideHandler(world, this, "floip", (request, _) => world.Floip.Answer(request)));
        Services = services.BuildServiceProvider();
    }

    public int Number { get; }

    public bool IsDead { get; set; }

    public ServiceProvider Services { get; }

    public Task HandleAsync(string queue, string content) => queue switch
    {
        "communications" => Services.GetRequiredService<MessageSending>().HandleAsync(content, CancellationToken.None),
        "jobs" => Services.GetRequiredService<JobRunner>().HandleAsync(content, CancellationToken.None),
        _ => SyncOf(queue).HandleAsync(content, CancellationToken.None),
    };

    public Task HandlePoisonAsync(string queue, string content) => queue switch
    {
        "communications" => Services.GetRequiredService<MessageSending>().HandlePoisonAsync(content, CancellationToken.None),
        "jobs" => Services.GetRequiredService<JobRunner>().HandlePoisonAsync(content, CancellationToken.None),
        _ => SyncOf(queue).HandlePoisonAsync(content, CancellationToken.None),
    };

    public ISync SyncOf(string kind) => Services.GetRequiredKeyedService<ISync>(kind switch
    {
        SyncKinds.Registry => SyncKinds.Contacts,
        SyncKinds.FlowResults => SyncKinds.Runs,
        _ => kind,
    });

    public Task<T> RunAsync<T>(string operation, Func<T> work, CancellationToken cancellationToken) => _world.StepAsync(this, operation, () => _world.ThroughStorage(operation, work));
}
