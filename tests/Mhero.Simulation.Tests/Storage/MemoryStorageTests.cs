using Azure.Data.Tables;
using Azure.Storage.Queues;
using Mhero.MemoryStorage;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.Simulation.Tests.Storage;

/// <summary>The contract of tables and queues, held by memory.</summary>
public sealed class MemoryStorageTests : StorageContract
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryAccount _account;
    private int _names;

    public MemoryStorageTests() => _account = new MemoryAccount(_time);

    protected override TableClient NewTable() => _account.Table($"t{++_names}");

    protected override QueueClient NewQueue(string? name = null) => _account.Queue(name ?? $"queue{++_names}", QueueMessageEncoding.Base64);

    protected override async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var seconds = 0; !await condition(); seconds++)
        {
            Assert.True(seconds < 60, "The condition did not hold within a minute of the service's time.");
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
