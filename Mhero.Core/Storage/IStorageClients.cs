using Azure.Data.Tables;
using Azure.Storage.Queues;

namespace Mhero.Core.Storage;

/// <summary>Where the clients of the app's tables and queues come from: <see cref="StorageAccount"/>, or memory in tests.</summary>
public interface IStorageClients
{
    /// <summary>A client of a table, which need not exist.</summary>
    /// <param name="name">The table's name without the prefix that the settings give.</param>
    /// <returns>The client.</returns>
    TableClient Table(string name);

    /// <summary>A client of a queue, which need not exist. It encodes messages in base64.</summary>
    /// <param name="name">The queue's name.</param>
    /// <returns>The client.</returns>
    QueueClient Queue(string name);
}
