using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;

namespace Mhero.Core.Sync.Contacts.Polling;

/// <summary>Notes RapidPro's newest contacts before a contact is created. One request, unless many contacts changed since the last poll.</summary>
internal sealed class RecentContacts(RapidProClient rapidPro, CursorStore cursors, ContactIndex index, ContactSnapshot snapshot)
    : RecentRecords(CursorNames.Contacts, CursorNames.ContactsKnown, cursors)
{
    /// <inheritdoc/>
    protected override async Task<(DateTimeOffset? Newest, bool IsWhole)> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        DateTimeOffset? newest = null;
        var pages = 0;
        await foreach (var page in rapidPro.GetContactPagesAsync(new ContactQuery { After = since, Reverse = true }, cancellationToken))
        {
            await index.AddContactsAsync([.. page.Results.Select(snapshot.Of)], cancellationToken);
            newest = page.Results is [.., { ModifiedOn: { } last }] ? last : newest;
            if (page.NextCursor is not null && ++pages == MaxPages)
            {
                return (newest, false);
            }
        }

        return (newest, true);
    }
}
