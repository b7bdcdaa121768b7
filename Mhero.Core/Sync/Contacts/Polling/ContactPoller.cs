using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Contacts.Bulk;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Polling;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Polling;

/// <summary>Reads which contacts changed in RapidPro, or were deleted there, and puts them on the queue.</summary>
internal sealed class ContactPoller(
    RapidProClient rapidPro,
    ChangePoller poller,
    ContactSelector selector,
    ContactSnapshot snapshot,
    RapidProSetup setup,
    FirstReadings firstReadings,
    BulkArrivals arrivals,
    IOptions<ContactSyncOptions> options) : IPoller<ContactItem>
{
    /// <inheritdoc/>
    public string Kind => SyncKinds.Contacts;

    /// <inheritdoc/>
    public string OrderName => "Contacts";

    /// <summary>The version that distinguishes the states of a contact.</summary>
    public static RecordVersion VersionOf(Contact contact) =>
        new(contact.Uuid.ToString(), contact.ModifiedOn?.UtcTicks.ToString("x") ?? "-", contact.ModifiedOn);

    /// <summary>RapidPro's contacts, or those that it lists as deleted, by their last change.</summary>
    public static ChangeSource<Contact> SourceOf(RapidProClient rapidPro, string cursor, TimeSpan overlap, bool deleted) => new(
        cursor,
        overlap,
        (since, token) => rapidPro.GetContactPagesAsync(new ContactQuery { After = since, Reverse = true, Deleted = deleted }, token)
            .Select(page => ChangeSources.PageOf(page, contact => contact.ModifiedOn)),
        VersionOf);

    /// <inheritdoc/>
    public async Task ReadAsync(BatchWriter<ContactItem> batches, CancellationToken cancellationToken)
    {
        await setup.EnsureAsync(cancellationToken);
        var isRegistryKnown = await poller.WasReadAsync(CursorNames.WorkersKnown, cancellationToken);

        // Not every reading without a cursor is the first one: a side that had no record then still has none.
        var wasRead = await poller.WasReadAsync(CursorNames.ContactsKnown, cancellationToken);
        await poller.ReadAsync(
            SourceOf(rapidPro, CursorNames.Contacts, options.Value.Overlap, deleted: false),
            batches,
            (contacts, isFirst, token) => SelectAsync(contacts, isFirst && !wasRead, isRegistryKnown, token),
            cancellationToken);
        await poller.MarkReadAsync(CursorNames.ContactsKnown, cancellationToken);
        await poller.ReadAsync(
            SourceOf(rapidPro, CursorNames.DeletedContacts, options.Value.Overlap, deleted: true), batches, (contacts, _, token) => selector.SelectDeletedAsync(contacts, token), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task SettleAsync(Exception? failure, CancellationToken cancellationToken)
    {
        await firstReadings.SettleAsync(OrderName, CursorNames.ContactsKnown, failure, cancellationToken);
        await arrivals.CheckAsync(cancellationToken);
    }

    private async IAsyncEnumerable<ContactItem> SelectAsync(
        IReadOnlyList<Contact> contacts, bool isFirst, bool isRegistryKnown, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var page = await arrivals.AddMembersAsync([.. contacts.Select(snapshot.Of)], cancellationToken);
        await foreach (var item in selector.SelectAsync(page, isFirst, isRegistryKnown, cancellationToken))
        {
            yield return item;
        }
    }
}
