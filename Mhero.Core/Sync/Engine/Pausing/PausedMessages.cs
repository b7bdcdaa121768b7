using Mhero.Core.Storage;
using Mhero.Core.Storage.Pauses;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Engine.Pausing;

/// <summary>
/// Puts messages of a paused direction back on their queue for later. The message stays as it is, so that no attempt is used and
/// the batch keeps its id; a process that dies before it acknowledges the first copy leaves two, which do no harm.
/// </summary>
internal sealed class PausedMessages(PauseSwitch pauses, MessageQueues queues, IOptions<SyncDefaultOptions> options)
{
    /// <summary>Puts a message back when its direction is paused.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="content">The message as it lies on the queue.</param>
    /// <param name="direction">The direction of a message that no poller of <paramref name="pollers"/> ordered or enqueued.</param>
    /// <param name="pollers">The names of the pollers in orders, and their directions.</param>
    /// <param name="cancellationToken">Cancels; the message is then delivered again.</param>
    /// <returns>Whether it was put back, so that it must not be handled now.</returns>
    public async Task<bool> TryHoldAsync(
        string queue, string content, string direction, IReadOnlyDictionary<string, string> pollers, CancellationToken cancellationToken)
    {
        if (!await pauses.HasAnyAsync(cancellationToken) || !MessageText.TryRead(content, out _, out var text)
            || await pauses.FindAsync(DirectionOf(text, direction, pollers), cancellationToken) is null)
        {
            return false;
        }

        await queues.SendAsync(queue, text, options.Value.PausedDelay, cancellationToken);
        return true;
    }

    /// <summary>The direction of a message: that of the poller that it orders to read, or whose reading enqueued it.</summary>
    private static string DirectionOf(string text, string direction, IReadOnlyDictionary<string, string> pollers)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (TextOf(document.RootElement, "read") is { } order)
            {
                return pollers.GetValueOrDefault(order, direction);
            }

            // Ids of batches begin with the poller's kind.
            var batch = TextOf(document.RootElement, WireNames.Batch) ?? string.Empty;
            return pollers.Values.Where(kind => batch.StartsWith(kind + "-", StringComparison.Ordinal)).MaxBy(kind => kind.Length) ?? direction;
        }
        catch (JsonException)
        {
            return direction;
        }
    }

    private static string? TextOf(JsonElement message, string member) =>
        message.ValueKind == JsonValueKind.Object && message.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
