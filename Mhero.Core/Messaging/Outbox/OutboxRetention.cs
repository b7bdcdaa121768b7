using Mhero.Core.Messaging.Requests;
using Mhero.Core.Storage.Retention;

namespace Mhero.Core.Messaging.Outbox;

/// <summary>
/// Removes recipients, texts and resources of requests that are final. A request with a message whose result is not known, one that waits for its time, and one with a
/// schedule stay. The row with the id and the hash remains, so that a repeat of the request is recognised and not sent.
/// </summary>
internal sealed partial class OutboxRetention(OutboxTable outbox, RequestIndex index, IOptions<RetentionOptions> options, TimeProvider time, ILogger<OutboxRetention> logger) : IRetention
{
    public string Name => "outbox";

    public async Task<int> PurgeAsync(Func<bool> isSpent, CancellationToken cancellationToken)
    {
        var (removed, kept) = (0, 0);
        await foreach (var key in index.OlderThanAsync(time.GetUtcNow() - options.Value.Outbox, cancellationToken))
        {
            if (isSpent())
            {
                break;
            }

            if (await outbox.FindRequestAsync(RequestIndex.RequestOf(key), cancellationToken) is { Row: var row })
            {
                if (!await IsFinalAsync(row, cancellationToken))
                {
                    kept++;
                    continue;
                }

                await outbox.EmptyAsync(row.Id, cancellationToken);
                removed++;
            }

            // Last: a process that died before it finds the request again.
            await index.RemoveAsync(key, cancellationToken);
        }

        if (kept > 0)
        {
            LogKept(kept);
        }

        return removed;
    }

    private async Task<bool> IsFinalAsync(RequestRow row, CancellationToken cancellationToken) =>
        row.State is RequestState.Completed or RequestState.Revoked or RequestState.Ignored
        && await outbox.ChunksAsync(row.Id, cancellationToken).AllAsync(
            chunk => chunk.State is ChunkState.Done or ChunkState.Refused || (chunk.State == ChunkState.Ready && row.State != RequestState.Completed), cancellationToken);

    [LoggerMessage(4069, LogLevel.Information, "{Kept} requests are older than the outbox keeps them and are not final")]
    private partial void LogKept(int kept);
}
