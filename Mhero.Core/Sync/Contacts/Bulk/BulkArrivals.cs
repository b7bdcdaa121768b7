using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Contacts.Batches;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Bulk;

/// <summary>
/// The part of a bulk load in a reading of RapidPro's contacts: new contacts of an import join the group of all workers by the hundred, which a batch of
/// fifty cannot do, and the end of the load is looked for.
/// </summary>
internal sealed class BulkArrivals(
    RapidProClient rapidPro, BulkStore store, BulkLoadCache loads, WorkQueue<ContactItem> queue, IOptions<ContactSyncOptions> options, TimeProvider time)
{
    /// <summary>While a load is planned it orders itself. After so long without that, an order was lost.</summary>
    private static readonly TimeSpan Stalled = TimeSpan.FromMinutes(2);

    /// <summary>Adds the imported contacts of a page to the group of all workers.</summary>
    /// <param name="contacts">A page of contacts, cut down to what the sync compares.</param>
    /// <param name="cancellationToken">Cancels; the next reading shows the contacts again.</param>
    /// <returns>The contacts, those that were added as members.</returns>
    /// <exception cref="RapidProException">RapidPro cannot be reached; a group that takes no members is left to the batches.</exception>
    public async Task<List<Contact>> AddMembersAsync(List<Contact> contacts, CancellationToken cancellationToken)
    {
        var group = options.Value.Group;
        if (string.IsNullOrWhiteSpace(group) || await loads.FindAsync(cancellationToken) is not { State: BulkLoadStates.Waiting } load)
        {
            return contacts;
        }

        var named = contacts
            .Where(c => ContactSnapshot.IsActive(c) && ContactSnapshot.LinkOf(c) is not null && !c.Groups.Any(g => string.Equals(g.Name, group, StringComparison.OrdinalIgnoreCase)))
            .ToList();
        var rows = await store.FindAsync(named.Select(c => ContactSnapshot.LinkOf(c)!), cancellationToken);
        var imported = named
            .Where(c => rows.TryGetValue(ContactSnapshot.LinkOf(c)!, out var entry) && entry.Row is { Contact: null, SeenAt: null, LeftOut: false, Registry.Active: true } row && row.Load == load.Id)
            .Select(c => c.Uuid)
            .ToHashSet();
        try
        {
            await rapidPro.ActOnContactsAsync(ContactActions.Add, [.. imported], group, cancellationToken);
        }
        catch (RapidProException e) when (e.Kind is RapidProErrorKind.Permanent or RapidProErrorKind.NotFound)
        {
            return contacts;
        }

        return contacts.ConvertAll(c => imported.Contains(c.Uuid) ? c with { Groups = [.. c.Groups, new ObjectReference(Guid.Empty, group)] } : c);
    }

    /// <summary>Orders that the end of a load is looked for, where one waits for its import.</summary>
    /// <param name="cancellationToken">Cancels; the next reading orders it.</param>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (await loads.FindAsync(cancellationToken) is { IsEnded: false } load && (load.State != BulkLoadStates.Planning || !(time.GetUtcNow() - load.AliveAt < Stalled)))
        {
            await queue.OrderAsync(BulkLoadPoller.Order, null, cancellationToken);
        }
    }
}
