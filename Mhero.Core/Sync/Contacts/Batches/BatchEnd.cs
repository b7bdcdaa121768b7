using Mhero.Core.Sync.Contacts.Bulk;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>The last stage of a batch: its items are settled, and a bulk load notes its workers.</summary>
internal sealed class BatchEnd(BatchOutcome outcome, BulkHolds holds)
{
    /// <summary>Settles a batch.</summary>
    /// <param name="message">The message that brought it.</param>
    /// <param name="pairs">Its items, with their results.</param>
    /// <param name="more">Further items that came up.</param>
    /// <param name="cancellationToken">Cancels; the message is then delivered again.</param>
    public async Task SettleAsync(BatchMessage<ContactItem> message, IReadOnlyList<Pair> pairs, IReadOnlyList<ContactItem> more, CancellationToken cancellationToken)
    {
        await outcome.SettleAsync(message, pairs, more, cancellationToken);
        await holds.SettleAsync(pairs, cancellationToken);
    }
}
