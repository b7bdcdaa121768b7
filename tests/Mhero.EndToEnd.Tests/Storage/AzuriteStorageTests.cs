using Azure.Data.Tables;
using Azure.Storage.Queues;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Simulation.Tests.Storage;

namespace Mhero.EndToEnd.Tests.Storage;

/// <summary>The contract of tables and queues, held by Azurite. The seam that only this can test: that memory and the service agree.</summary>
public sealed class AzuriteStorageTests(AzuriteFixture azurite) : StorageContract, IClassFixture<AzuriteFixture>
{
    protected override TableClient NewTable() => new(azurite.ConnectionString, AzuriteFixture.UniqueName("contract"));

    protected override QueueClient NewQueue(string? name = null) =>
        new(azurite.ConnectionString, name ?? AzuriteFixture.UniqueName("contract"), new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });

    protected override Task UntilAsync(Func<Task<bool>> condition) => Eventually.HoldsAsync(condition);
}
