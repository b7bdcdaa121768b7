using Azure.Storage.Queues;
using Mhero.Core.Storage;
using Mhero.Core.Storage.Audit;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Storage.Pauses;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Storage.Tables;
using Mhero.MemoryStorage;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.Core.Tests.Storage;

/// <summary>One instance of the app's state, as the app registers it, in an account in memory.</summary>
internal sealed class StorageApp : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly MemoryAccount _account;

    public StorageApp(StorageApp? sharing = null)
    {
        Time = sharing?.Time ?? new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
        _account = sharing?._account ?? new MemoryAccount(Time);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["JobsQueue"] = "jobs" }).Build();
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IStorageClients>(new MemoryStorageClients(_account, Gate))
            .AddStorage(configuration)
            .BuildServiceProvider();
    }

    public FakeTimeProvider Time { get; }

    /// <summary>Stands before the operations of this instance.</summary>
    public CountingGate Gate { get; } = new();

    public DocumentTable Table => Get<DocumentTable>();

    public CursorStore Cursors => Get<CursorStore>();

    public SeenVersionStore Seen => Get<SeenVersionStore>();

    public MessageQueues Queues => Get<MessageQueues>();

    public DeadLetterStore DeadLetters => Get<DeadLetterStore>();

    public DeadLetterIndex Index => Get<DeadLetterIndex>();

    public JobOrders Orders => Get<JobOrders>();

    public JobRunner Runner => Get<JobRunner>();

    public PauseSwitch Pauses => Get<PauseSwitch>();

    public IAuditLog Audit => Get<IAuditLog>();

    public ReviewStore Reviews => Get<ReviewStore>();

    public SyncLogStore Runs => Get<SyncLogStore>();

    /// <summary>A second instance of the app over the same state.</summary>
    public StorageApp Duplicate() => new(this);

    /// <summary>Orders the replay of the dead letters of a queue, or of all.</summary>
    public Task<Job> OrderReplayAsync(string? queue = null) => OrderReplayAsync(new DeadLetterFilter { Queue = queue }, null);

    /// <summary>Orders the replay of the dead letters that match a filter.</summary>
    public Task<Job> OrderReplayAsync(DeadLetterFilter filter, string? by) =>
        Orders.StartAsync(new JobOrder(JobKinds.Replay) { Filter = filter, By = by }, CancellationToken.None);

    /// <summary>Replays dead letters as the queue function does, until the job is done.</summary>
    public async Task<Job> ReplayAllAsync(string? queue) => await RunAsync(await OrderReplayAsync(queue));

    /// <summary>Runs jobs as the queue function does, until none is on the queue.</summary>
    public async Task<Job> RunAsync(Job job)
    {
        foreach (var message in await DrainAsync("jobs"))
        {
            await Runner.HandleAsync(message, CancellationToken.None);
        }

        return (await Orders.FindAsync(job.Id, CancellationToken.None))!;
    }

    /// <summary>Takes all messages off a queue as a base64 reader, such as the Functions host, sees them.</summary>
    public async Task<List<string>> DrainAsync(string queue)
    {
        var client = _account.Queue(queue, QueueMessageEncoding.Base64);
        var all = new List<string>();
        while ((await client.ReceiveMessagesAsync(32)).Value is { Length: > 0 } messages)
        {
            foreach (var message in messages)
            {
                all.Add(message.MessageText);
                await client.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }

        return all;
    }

    public void Dispose() => _services.Dispose();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();
}
