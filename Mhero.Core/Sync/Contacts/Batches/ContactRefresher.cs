using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Contacts.Polling;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>
/// Before contacts are updated from the ledger's memory of them, one page of the poller shows which of them changed since:
/// a request per batch instead of one per contact.
/// </summary>
internal sealed class ContactRefresher(RapidProClient rapidPro, CursorStore cursors, ContactSnapshot snapshot)
{
    /// <returns>The pairs whose contact turned out to be another than the ledger remembers.</returns>
    public async Task<List<Pair>> RefreshAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken)
    {
        var remembered = pairs
            .Where(p => p is { IsOpen: true, Plan.ContactWrite: not null, Contact: not null, ContactRow: not null } && ReferenceEquals(p.Contact, p.ContactRow.Value.Row.Contact))
            .ToDictionary(p => p.Contact!.Uuid);
        if (remembered.Count == 0)
        {
            return [];
        }

        var since = (await cursors.ReadAsync(CursorNames.Contacts, cancellationToken)).Position;
        var page = await rapidPro.GetContactsAsync(new ContactQuery { After = since, Reverse = true }, null, cancellationToken);
        var recent = page.Results.DistinctBy(c => c.Uuid).ToDictionary(c => c.Uuid);
        var changed = new List<Pair>();
        foreach (var (uuid, pair) in remembered)
        {
            // More changed than one page shows: then the contact itself has to be asked.
            var now = recent.GetValueOrDefault(uuid) ?? (page.NextCursor is null ? null : await rapidPro.FindContactAsync(uuid, cancellationToken));
            if (now is not null && now.ModifiedOn > pair.Contact!.ModifiedOn)
            {
                pair.Contact = snapshot.Of(now);
                changed.Add(pair);
            }
        }

        return changed;
    }
}
