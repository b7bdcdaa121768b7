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
    /// <summary>Id and version of a contact; null when it does not say when it was changed.</summary>
    public static (string Id, string Version)? VersionOf(Contact contact) =>
        contact.ModifiedOn is null ? null : (contact.Uuid.ToString(), ContactPoller.VersionOf(contact).Version);

    /// <inheritdoc/>
    protected override async Task<(DateTimeOffset? Newest, bool IsWhole)> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        DateTimeOffset? newest = null;
        var pages = 0;
        await foreach (var page in rapidPro.GetContactPagesAsync(new ContactQuery { After = since, Reverse = true }, cancellationToken))
        {
            await NoteOnceAsync(page.Results, VersionOf, contacts => index.AddContactsAsync([.. contacts.Select(snapshot.Of)], cancellationToken));
            newest = page.Results is [.., { ModifiedOn: { } last }] ? last : newest;
            if (page.NextCursor is not null && ++pages == MaxPages)
            {
                return (newest, false);
            }
        }

        return (newest, true);
    }
}
