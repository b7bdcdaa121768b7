using Azure.Data.Tables;
using Azure.Storage.Queues;

namespace Mhero.MemoryStorage;

/// <summary>
/// The tables and queues of one storage account, in memory. The clients answer as Azure Storage does; the contract suite
/// in <c>tests/Mhero.Simulation.Tests/Storage</c> runs against both. Only the operations that mHero and its hosts use are there.
/// </summary>
/// <param name="time">The service's clock.</param>
public sealed class MemoryAccount(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MemoryTable> _tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedDictionary<string, MemoryQueue> _queues = new(StringComparer.Ordinal);
    private IReadOnlyList<string>? _queueNames;

    /// <summary>
    /// Chooses which of several visible messages is received next, given their number; the oldest by default. The service
    /// promises no order.
    /// </summary>
    public Func<int, int>? ChooseMessage { get; set; }

    /// <summary>The names of the queues that exist.</summary>
    public IReadOnlyList<string> QueueNames
    {
        get
        {
            lock (_gate)
            {
                return _queueNames ??= [.. _queues.Values.Where(q => q.Exists).Select(q => q.Name)];
            }
        }
    }

    /// <summary>A client of a table, which need not exist.</summary>
    /// <param name="name">The table's name.</param>
    /// <param name="gate">Stands before every operation; null for none.</param>
    /// <returns>The client.</returns>
    public TableClient Table(string name, IStorageGate? gate = null)
    {
        lock (_gate)
        {
            if (!_tables.TryGetValue(name, out var table))
            {
                _tables[name] = table = new MemoryTable(name, time);
            }

            return new MemoryTableClient(table, gate ?? OpenGate.Instance);
        }
    }

    /// <summary>A client of all tables.</summary>
    /// <returns>The client.</returns>
    public TableServiceClient Tables() => new MemoryTableServiceClient(this);

    /// <summary>The names of the tables that exist, in order.</summary>
    internal IReadOnlyList<string> TableNames()
    {
        lock (_gate)
        {
            return [.. _tables.Values.Where(table => table.Exists).Select(table => table.Name).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>A client of a queue, which need not exist.</summary>
    /// <param name="name">The queue's name.</param>
    /// <param name="encoding">How the client encodes texts.</param>
    /// <param name="gate">Stands before every operation; null for none.</param>
    /// <returns>The client.</returns>
    public QueueClient Queue(string name, QueueMessageEncoding encoding, IStorageGate? gate = null)
    {
        lock (_gate)
        {
            if (!_queues.TryGetValue(name, out var queue))
            {
                _queues[name] = queue = new MemoryQueue(name, time, count => ChooseMessage?.Invoke(count) ?? 0, ForgetQueueNames);
            }

            return new MemoryQueueClient(queue, encoding, gate ?? OpenGate.Instance);
        }
    }

    /// <summary>Whether a queue has a message that a receiver would get now.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <returns>False too for a queue that does not exist.</returns>
    public bool HasVisible(string queue)
    {
        lock (_gate)
        {
            return _queues.TryGetValue(queue, out var found) && found.HasVisible();
        }
    }

    /// <summary>How many messages a queue has, those that are hidden too.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <returns>0 too for a queue that does not exist.</returns>
    public int CountOf(string queue)
    {
        lock (_gate)
        {
            return _queues.TryGetValue(queue, out var found) && found.Exists ? found.Count() : 0;
        }
    }

    /// <summary>When the next hidden message of any queue becomes visible, for a clock that is advanced by its waits.</summary>
    /// <param name="now">Messages that are visible by then do not count.</param>
    /// <returns>Null when none is hidden.</returns>
    public DateTimeOffset? NextVisibleOn(DateTimeOffset now)
    {
        lock (_gate)
        {
            return _queues.Values.Where(q => q.Exists).SelectMany(q => q.HiddenUntil(now)).Cast<DateTimeOffset?>().Min();
        }
    }

    private void ForgetQueueNames()
    {
        lock (_gate)
        {
            _queueNames = null;
        }
    }
}
