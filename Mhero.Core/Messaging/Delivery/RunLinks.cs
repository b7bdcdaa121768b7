using Mhero.Core.Messaging.Outbox;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Runs;

namespace Mhero.Core.Messaging.Delivery;

/// <summary>Links the response of a run to the Communication of the flow start that began it.</summary>
internal sealed class RunLinks(OutboxTable outbox, WorkQueue<OutboxItem> queue) : IRunObserver
{
    public async Task NotifyAsync(IReadOnlyList<(Guid Start, Guid Contact, string Response, bool IsAnswered)> runs, CancellationToken cancellationToken)
    {
        var owners = await outbox.FindOwnersAsync([.. runs.Select(r => OutboxTable.StartKey(r.Start)).Distinct()], cancellationToken);
        foreach (var (start, contact, response, isAnswered) in runs)
        {
            if (owners.TryGetValue(OutboxTable.StartKey(start), out var owner))
            {
                await queue.TrySendAsync(new OutboxItem { Request = owner.Request, Chunk = owner.Chunk, Contact = contact, Response = response, IsAnswered = isAnswered }, cancellationToken);
            }
        }
    }
}
