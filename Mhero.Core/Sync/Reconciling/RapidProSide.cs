using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Contacts.Polling;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Reconciling;

/// <summary>RapidPro's part of a full reconcile. RapidPro has no read of many contacts by UUID, so all its pages are read once.</summary>
internal sealed class RapidProSide(RapidProClient rapidPro, ContactLedger ledger, ContactSelector selector, ContactSnapshot snapshot, ReconcileStore store)
{
    /// <summary>Ledger rows in a step.</summary>
    private const int Rows = 500;

    /// <summary>The contacts of the last job whose pages were read, so that each step need not read them from the table.</summary>
    private SeenContacts? _seen;

    /// <summary>Reads one page of contacts and puts those on the queue that are other than the ledger has them.</summary>
    public async Task<ReconcileProgress> ReadPageAsync(string job, int step, ReconcileProgress progress, BatchWriter<ContactItem> batches, CancellationToken cancellationToken)
    {
        _seen = null;
        var page = await rapidPro.GetContactsAsync(new ContactQuery { Reverse = true }, progress.Position, cancellationToken);
        var contacts = page.Results.GroupBy(c => c.Uuid).Select(g => snapshot.Of(g.MaxBy(c => c.ModifiedOn)!)).ToList();
        var rows = await ledger.FindContactsAsync(contacts.Select(c => c.Uuid), cancellationToken);
        var items = await AddOthersAsync(contacts, rows, batches, cancellationToken);
        await store.AddSeenAsync(job, step, rows.Keys, cancellationToken);
        progress = progress.Count(ReconcileCounts.Checked, contacts.Count).Count(ReconcileCounts.Changed, items).Count(ReconcileCounts.Requests);

        // Pages that come around again, or end early, only leave contacts to be read by their address.
        return page.NextCursor is not { } next || next == progress.Position || next == progress.Anchor
            ? progress.Next()
            : progress with { Position = next, Anchor = int.IsPow2(step) ? next : progress.Anchor };
    }

    /// <summary>Notes the contacts of some rows that no page showed.</summary>
    public async Task<ReconcileProgress> FindUnseenAsync(string job, ReconcileProgress progress, CancellationToken cancellationToken)
    {
        var seen = await SeenAsync(job, cancellationToken);
        var rows = await ledger.ContactsAfterAsync(progress.Position is { } last ? Guid.Parse(last) : null, Rows, cancellationToken);
        var missing = new List<MissingRow>();
        var counts = progress.Contacts;
        foreach (var (uuid, row) in rows)
        {
            if (seen.Contains(uuid))
            {
                counts = counts.With(row.Worker is not null, isGone: false);
            }
            else
            {
                missing.Add(new MissingRow($"{uuid}", row.Worker is not null));
            }
        }

        await store.WriteMissingAsync(job, missing, cancellationToken);
        progress = progress with { Contacts = counts };
        return rows.Count < Rows ? progress.Next() : progress with { Position = $"{rows[^1].Uuid}" };
    }

    /// <summary>Whether a contact that no page showed is gone; one that is there goes on the queue when it is other than the ledger has it.</summary>
    /// <returns>Whether it is gone, and how many items went on the queue.</returns>
    public async Task<(bool IsGone, int Items)> ConfirmAsync(Guid uuid, BatchWriter<ContactItem> batches, CancellationToken cancellationToken)
    {
        if (await rapidPro.FindContactAsync(uuid, cancellationToken) is not { } found)
        {
            return (true, 0);
        }

        var contact = snapshot.Of(found);
        var rows = await ledger.FindContactsAsync([uuid], cancellationToken);
        return (false, await AddOthersAsync([contact], rows, batches, cancellationToken));
    }

    private async Task<int> AddOthersAsync(
        List<Contact> contacts, Dictionary<Guid, LedgerEntry<ContactRow>> rows, BatchWriter<ContactItem> batches, CancellationToken cancellationToken)
    {
        var others = contacts.FindAll(c => Differences.IsOther(c, rows.TryGetValue(c.Uuid, out var row) ? row.Row : null));

        // The selector takes a linked contact for known unless it is newer. One whose link alone is wrong is checked from the worker's side.
        var known = others.FindAll(c => rows.TryGetValue(c.Uuid, out var row) && !(row.Row.Contact.ModifiedOn < c.ModifiedOn));
        var items = 0;
        await foreach (var item in selector.SelectAsync([.. others.Except(known)], isFirst: false, isRegistryKnown: true, cancellationToken)
            .Concat(known.Select(c => new ContactItem { Worker = rows[c.Uuid].Row.Worker }).ToAsyncEnumerable()).WithCancellation(cancellationToken))
        {
            await batches.AddAsync(item, cancellationToken);
            items++;
        }

        return items;
    }

    private async Task<HashSet<Guid>> SeenAsync(string job, CancellationToken cancellationToken)
    {
        if (_seen is not { } kept || kept.Job != job)
        {
            _seen = kept = new SeenContacts(job, await store.SeenAsync(job, cancellationToken));
        }

        return kept.Contacts;
    }

    /// <summary>Lets go of the contacts that pages showed.</summary>
    public void Forget() => _seen = null;

    private sealed record SeenContacts(string Job, HashSet<Guid> Contacts);
}
