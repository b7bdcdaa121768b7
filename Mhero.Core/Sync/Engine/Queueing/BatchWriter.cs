using Mhero.Core.Storage;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.SyncLog;

namespace Mhero.Core.Sync.Engine.Queueing;

/// <summary>Packs items into queue messages, as many as fit into one.</summary>
/// <typeparam name="TItem">The item that is packed.</typeparam>
/// <param name="send">Sends a message, invisible for a while.</param>
/// <param name="batchSize">The most items in a message.</param>
/// <param name="run">The run that they are counted under; null for none.</param>
/// <param name="batchId">Gives the first, second … message its id.</param>
internal sealed class BatchWriter<TItem>(
    Func<string, TimeSpan?, CancellationToken, Task> send, int batchSize, string? run, Func<int, string> batchId)
    where TItem : QueueItem
{
    /// <summary>Room for the message's own members around the items.</summary>
    private const int Envelope = 256;

    private readonly List<string> _items = [];
    private int _bytes;

    /// <summary>Messages sent so far.</summary>
    public int Sent { get; private set; }

    /// <summary>The counts of the reading itself, added to those of its batches.</summary>
    public SyncCounts Counts { get; set; } = SyncCounts.Empty;

    /// <summary>Whether the reading is to be ordered again at once, because it does not fit into one call.</summary>
    public bool GoesOn { get; set; }

    /// <summary>How long the messages stay invisible.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Adds an item, or its smaller form when it is too large for a message.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task AddAsync(TItem item, CancellationToken cancellationToken)
    {
        var json = SyncJson.Write(item);
        var bytes = Encoding.UTF8.GetByteCount(json) + 1;
        if (bytes > MessageQueues.MaxContentBytes - Envelope && item.Smaller() is TItem smaller)
        {
            json = SyncJson.Write(smaller);
            bytes = Encoding.UTF8.GetByteCount(json) + 1;
        }

        if (_items.Count == batchSize || _bytes + bytes > MessageQueues.MaxContentBytes - Envelope)
        {
            await FlushAsync(cancellationToken);
        }

        _items.Add(json);
        _bytes += bytes;
    }

    /// <summary>Sends what is left; a cursor may move only after this.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_items.Count == 0)
        {
            return;
        }

        // The items are JSON already: writing them once more through the serializer would only escape them again.
        var message = new StringBuilder(_bytes + Envelope);
        message.Append($"{{\"{WireNames.Batch}\":\"").Append(batchId(Sent + 1)).Append('"');
        if (run is not null)
        {
            message.Append(",\"run\":\"").Append(run).Append('"');
        }

        message.Append(",\"items\":[").AppendJoin(',', _items).Append("]}");
        await send(message.ToString(), Delay, cancellationToken);
        Sent++;
        _items.Clear();
        _bytes = 0;
    }
}
