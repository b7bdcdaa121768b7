using Azure.Data.Tables;
using Azure.Storage.Queues;
using Mhero.Core.Storage;

namespace Mhero.MemoryStorage;

/// <summary>Gives the product clients of an account in memory, with the settings that it gives its own.</summary>
/// <param name="account">The account.</param>
/// <param name="gate">Stands before every operation; null for none.</param>
/// <param name="tablePrefix">Put before the names of tables.</param>
public sealed class MemoryStorageClients(MemoryAccount account, IStorageGate? gate = null, string tablePrefix = "") : IStorageClients
{
    /// <inheritdoc/>
    public TableClient Table(string name) => account.Table(tablePrefix + name, gate);

    /// <inheritdoc/>
    public QueueClient Queue(string name) => account.Queue(name, QueueMessageEncoding.Base64, gate);
}
