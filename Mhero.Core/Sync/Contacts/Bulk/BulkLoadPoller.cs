using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Contacts.Polling;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Polling;
using Mhero.Core.Sync.Engine.Queueing;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Contacts.Bulk;

/// <summary>
/// Carries a bulk load on, by what its state asks for: puts the registry's workers on the queue to be checked, has the rows divided into files, and puts
/// the workers that the import did not bring back on the queue. Each call does a part and orders the next.
/// </summary>
internal sealed class BulkLoadPoller(
    BulkStore store, BulkLoadCache cache, BulkFiles files, FhirGateway fhir, ChangePoller poller, RecentContacts recent, WorkQueue<ContactItem> queue, TimeProvider time) : IPoller<ContactItem>
{
    /// <summary>The poller's name in orders.</summary>
    public const string Order = "BulkLoad";

    private const int ReleaseChunk = 500;

    /// <summary>The host ends a function after ten minutes.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromMinutes(4);

    /// <summary>How often the end of the checks is looked for.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);

    /// <summary>How often the workers that are still to be checked are counted.</summary>
    private static readonly TimeSpan CountEvery = TimeSpan.FromMinutes(2);

    /// <summary>With no worker checked for so long, the others are not waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <summary>A batch that found the load open has set its writes aside by then.</summary>
    private static readonly TimeSpan ReleaseDelay = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public string Kind => SyncKinds.BulkLoad;

    /// <inheritdoc/>
    public string OrderName => Order;

    /// <inheritdoc/>
    public bool IsListed => false;

    /// <inheritdoc/>
    public async Task ReadAsync(BatchWriter<ContactItem> batches, CancellationToken cancellationToken)
    {
        cache.Forget();
        var load = await store.FindLoadAsync(cancellationToken);
        switch (load?.State)
        {
            case BulkLoadStates.Planning:
                await PlanAsync(load, batches, cancellationToken);
                break;
            case BulkLoadStates.Dividing:
                batches.GoesOn = !await files.DivideAsync(load, Turn, cancellationToken) || await StateAsync(cancellationToken) == BulkLoadStates.Releasing;
                break;
            case BulkLoadStates.Waiting:
                batches.GoesOn = await files.CheckEndAsync(load, cancellationToken);
                break;
            case BulkLoadStates.Releasing:
                await ReleaseAsync(load, cancellationToken);
                break;
        }

        cache.Forget();
    }

    private async Task<string?> StateAsync(CancellationToken cancellationToken) => (await store.FindLoadAsync(cancellationToken))?.State;

    private async Task PlanAsync(BulkLoadRow load, BatchWriter<ContactItem> batches, CancellationToken cancellationToken)
    {
        // Before both sides were read to their end once, nothing can be matched.
        if (!await poller.WasReadAsync(CursorNames.ContactsKnown, cancellationToken) || !await poller.WasReadAsync(CursorNames.WorkersKnown, cancellationToken))
        {
            await GoOnLaterAsync(load, cancellationToken);
            return;
        }

        if (!load.IsListed)
        {
            await ListAsync(load, batches, cancellationToken);
            return;
        }

        if (await store.HasPendingAsync(cancellationToken) && !await IsStuckAsync(load, cancellationToken))
        {
            await GoOnLaterAsync(load, cancellationToken);
            return;
        }

        await store.ChangeLoadAsync(row => row is { Collects: true } && row.Id == load.Id ? row with { State = BulkLoadStates.Dividing } : row, cancellationToken);
        batches.GoesOn = true;
    }

    private async Task ListAsync(BulkLoadRow load, BatchWriter<ContactItem> batches, CancellationToken cancellationToken)
    {
        if (load.Position is null)
        {
            await files.ForgetOldAsync(load, cancellationToken);
        }

        // Once for the whole load: the contacts that RapidPro got since the last reading.
        await recent.NoteAsync(cancellationToken);
        var began = time.GetTimestamp();
        await foreach (var page in fhir.ChangesAsync("Practitioner", load.Position, [], cancellationToken))
        {
            var workers = page.Matches.OfType<Practitioner>().Where(p => p.Id is not null).Select(p => $"Practitioner/{p.Id}").ToList();
            await store.AddPendingAsync(workers, cancellationToken);
            foreach (var worker in workers)
            {
                await batches.AddAsync(new ContactItem { Worker = worker }, cancellationToken);
            }

            await batches.FlushAsync(cancellationToken);
            var last = page.Matches is [.., var newest] ? newest.Meta?.LastUpdated : null;
            await store.ChangeLoadAsync(
                row => row is null || row.Id != load.Id ? row : row with { Position = last ?? row.Position, Checked = row.Checked + workers.Count, IsListed = !page.HasNext }, cancellationToken);
            if (page.HasNext && time.GetElapsedTime(began) > Turn)
            {
                break;
            }
        }

        batches.GoesOn = true;
    }

    /// <summary>A worker whose item is a dead letter, or held back by a circuit, is not waited for: it is in none of the files.</summary>
    private async Task<bool> IsStuckAsync(BulkLoadRow load, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - load.CountedAt < CountEvery)
        {
            return false;
        }

        var count = await store.CountPendingAsync(cancellationToken);
        var progress = load.Pending == count ? load.ProgressAt ?? now : now;
        await store.ChangeLoadAsync(row => row is null || row.Id != load.Id ? row : row with { Pending = count, CountedAt = now, ProgressAt = progress }, cancellationToken);
        return now - progress > Patience;
    }

    private async Task GoOnLaterAsync(BulkLoadRow load, CancellationToken cancellationToken)
    {
        // Readings of the contacts and people order the load too: of several orders at a time, one goes on.
        var now = time.GetUtcNow();
        if (now - load.AliveAt < Wait / 2)
        {
            return;
        }

        await store.ChangeLoadAsync(row => row is null || row.Id != load.Id ? row : row with { AliveAt = now }, cancellationToken);
        await queue.OrderAsync(Order, Wait, cancellationToken);
    }

    private async Task ReleaseAsync(BulkLoadRow load, CancellationToken cancellationToken)
    {
        var open = await store.ScanOpenAsync(cancellationToken).ToListAsync(cancellationToken);
        foreach (var workers in open.Chunk(ReleaseChunk))
        {
            var rows = await store.FindAsync(workers, cancellationToken);
            var delayed = queue.Writer(null, n => $"{load.Id}-{n}", ReleaseDelay);
            foreach (var worker in workers)
            {
                await delayed.AddAsync(new ContactItem { Worker = worker }, cancellationToken);
                if (rows.TryGetValue(worker, out var entry) && entry.Row.Touched is { } contact)
                {
                    await delayed.AddAsync(new ContactItem { ContactUuid = contact }, cancellationToken);
                }
            }

            await delayed.FlushAsync(cancellationToken);
            await store.RemoveOpenAsync(workers, cancellationToken);
        }

        await store.ClearAsync(cancellationToken);
        await store.ChangeLoadAsync(
            row => row is { State: BulkLoadStates.Releasing } && row.Id == load.Id ? row with { State = BulkLoadStates.Ended, EndedAt = time.GetUtcNow() } : row, cancellationToken);
    }
}
