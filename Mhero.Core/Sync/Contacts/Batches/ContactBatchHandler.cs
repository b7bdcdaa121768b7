using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>Takes one batch from the queue through its stages: posted resources and forgotten people, load, deletions, plan, write, settle.</summary>
internal sealed class ContactBatchHandler(
    PostedWorkers postedWorkers, PairLoader loader, DeletedContacts deletedContacts, PairPlanning planning, PairWriting writing, BatchEnd end)
    : IBatchHandler<ContactItem>
{
    /// <summary>Handles a batch; throws only when the message itself has to be delivered again.</summary>
    public async Task HandleAsync(BatchMessage<ContactItem> message, CancellationToken cancellationToken)
    {
        var (settled, more) = await postedWorkers.WriteAsync(message.Items, cancellationToken);
        var items = message.Items.Where(i => !settled.Exists(pair => ReferenceEquals(pair.Item, i))).ToList();
        List<Pair>? pairs = null;
        try
        {
            // Asked before the search: a record that a poller reads only after the search would be created twice.
            var sides = await planning.ReadSidesAsync(cancellationToken);
            pairs = await loader.LoadAsync(items, cancellationToken);
            pairs.InsertRange(0, settled);
            more.AddRange(await deletedContacts.HandleAsync(pairs, cancellationToken));
            var places = await planning.PlanAsync(pairs, sides, cancellationToken);
            more.AddRange((await writing.WriteAsync(pairs, places, cancellationToken)).Select(w => new ContactItem { Worker = w }));
        }
        catch (Exception e) when (e is FhirException or RapidProException or TimeoutException)
        {
            // A side that cannot be read at all concerns every item that is not settled yet.
            pairs ??= [.. settled, .. items.Select(i => new Pair(i))];
            foreach (var pair in pairs.Where(p => p.IsOpen))
            {
                pair.Fail(e);
            }
        }

        await end.SettleAsync(message, pairs, more, cancellationToken);
    }
}
