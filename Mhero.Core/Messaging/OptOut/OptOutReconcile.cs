using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Reconciling;

namespace Mhero.Core.Messaging.OptOut;

/// <summary>Has everybody with an opt-out checked after a full reconcile: no poller shows a Flag that was deleted, or a tag.</summary>
internal sealed class OptOutReconcile(WorkQueue<OptOutItem> queue, OptOutTable table) : IReconcileObserver
{
    /// <inheritdoc/>
    public async Task NotifyAsync(CancellationToken cancellationToken)
    {
        var order = Guid.NewGuid().ToString("N");
        var batches = queue.Writer(null, n => $"{order}-{n}");
        foreach (var person in (await table.KeysAsync(cancellationToken)).Where(key => WorkerTypes.Split(key) is not null))
        {
            await batches.AddAsync(new OptOutItem { Person = person }, cancellationToken);
        }

        await batches.FlushAsync(cancellationToken);
    }
}
