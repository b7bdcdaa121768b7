using Azure.Storage.Queues;
using Mhero.Core.Storage;
using Mhero.MemoryStorage;

namespace Mhero.EndToEnd.Tests.Fixtures;

/// <summary>
/// The storage account of a world: memory, which <c>StorageContract</c> holds to what Azurite does, or Azurite itself for tests
/// of what only a service outside of the process can show.
/// </summary>
internal sealed class WorldStorage
{
    private readonly MemoryAccount? _memory;

    private WorldStorage(string connectionString, MemoryAccount? memory) => (ConnectionString, _memory) = (connectionString, memory);

    /// <summary>What the setting <c>AzureWebJobsStorage</c> is.</summary>
    public string ConnectionString { get; }

    /// <summary>What <see cref="DevHost.Host.FunctionsHostOptions.Queues"/> is.</summary>
    public Func<string, QueueClient>? HostQueues => _memory is null ? null : name => Queue(name, QueueMessageEncoding.None);

    public static async Task<WorldStorage> StartAsync(bool onAzurite)
    {
        if (!onAzurite)
        {
            return new("UseDevelopmentStorage=true", new MemoryAccount(TimeProvider.System));
        }

        var azurite = new AzuriteFixture();
        await azurite.InitializeAsync();
        return new(azurite.ConnectionString, null);
    }

    /// <summary>Lets an app use this account, under the prefix that its settings give the tables.</summary>
    public void AddTo(IServiceCollection services, string? tablePrefix)
    {
        if (_memory is not null)
        {
            services.AddSingleton<IStorageClients>(new MemoryStorageClients(_memory, tablePrefix: tablePrefix ?? ""));
        }
    }

    public QueueClient Queue(string name, QueueMessageEncoding encoding) =>
        _memory?.Queue(name, encoding) ?? new QueueClient(ConnectionString, name, new QueueClientOptions { MessageEncoding = encoding });
}
