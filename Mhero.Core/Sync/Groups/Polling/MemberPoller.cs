using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.Personal;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Contacts.Polling;
using Mhero.Core.Sync.Engine.Polling;
using Mhero.Core.Sync.Groups.Ledger;

namespace Mhero.Core.Sync.Groups.Polling;

/// <summary>
/// Reads which groups RapidPro's contacts are in. A membership that changes is a change of the contact, so its poller shows
/// them all, and no group has to be read.
/// </summary>
internal sealed class MemberPoller(RapidProClient rapidPro, ChangePoller poller, GroupLedger ledger, ForgottenPeople forgotten, IOptions<GroupSyncOptions> options)
{
    /// <summary>Name of the poller's cursor.</summary>
    public const string Name = "rapidpro-group-members";

    private const string DeletedName = "rapidpro-group-members-deleted";

    // The ledger is cheaper by the thousand.
    private const int Batch = 5_000;

    /// <summary>Reads the pollers of changed and of deleted contacts to their ends.</summary>
    /// <param name="store">The groups.</param>
    /// <param name="work">Receives the memberships to check.</param>
    /// <param name="readings">Takes the readings, whose cursors have yet to be moved.</param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    public async Task ReadAsync(GroupStore store, PendingGroupChanges work, List<ChangePoll> readings, CancellationToken cancellationToken)
    {
        var hadRows = false;
        await ReadAsync(Name, newest: null, async contacts => hadRows |= await TakeAsync(contacts, store, work, cancellationToken), readings, cancellationToken);

        // A contact deleted before the first reading is in none of the rows. After a first reading that was not completed it may be in one.
        await ReadAsync(
            DeletedName, hadRows ? null : NewestDeletedAsync, contacts => TakeDeletedAsync(contacts, store, cancellationToken), readings, cancellationToken);
    }

    private async Task ReadAsync(
        string cursor,
        Func<CancellationToken, Task<DateTimeOffset?>>? newest,
        Func<List<(Guid Contact, MemberRow Row)>, Task> take,
        List<ChangePoll> readings,
        CancellationToken cancellationToken)
    {
        var deleted = cursor == DeletedName;
        var source = ContactPoller.SourceOf(rapidPro, cursor, options.Value.Overlap, deleted) with { Newest = newest };

        // Rows and not contacts: thousands of those, with all their fields, would fill the memory.
        var changed = new List<(Guid Contact, MemberRow Row)>();
        readings.Add(await poller.HoldAsync(
            source,
            async contacts =>
            {
                var left = await forgotten.ReadAsync(cancellationToken);
                changed.AddRange(contacts.Where(c => !left.Contains(c.Uuid.ToString())).Select(c => (c.Uuid, deleted ? new() : RowOf(c))));
                if (changed.Count >= Batch)
                {
                    await take(changed);
                    changed.Clear();
                }
            },
            cancellationToken));
        if (changed.Count > 0)
        {
            await take(changed);
        }
    }

    private async Task<DateTimeOffset?> NewestDeletedAsync(CancellationToken cancellationToken)
    {
        // Without "reverse" RapidPro lists the newest first.
        await foreach (var page in rapidPro.GetContactPagesAsync(new ContactQuery { Deleted = true }, cancellationToken))
        {
            return page.Results.Max(c => c.ModifiedOn);
        }

        return null;
    }

    /// <returns>Whether a contact had a row before.</returns>
    private async Task<bool> TakeAsync(List<(Guid Contact, MemberRow Row)> contacts, GroupStore store, PendingGroupChanges work, CancellationToken cancellationToken)
    {
        // A contact that changes while the poller is read is in it twice, the later state behind.
        var fresh = new Dictionary<Guid, MemberRow>();
        contacts.ForEach(c => fresh[c.Contact] = c.Row);
        var before = await ledger.FindMembersAsync(fresh.Keys, cancellationToken);

        // Noted before the rows that it follows from: a process that dies in between must not forget it.
        store.Soil(fresh.SelectMany(f => Touched(before.GetValueOrDefault(f.Key), f.Value)));
        await store.SaveAsync(ledger, cancellationToken);
        var members = await ledger.ChangeMembersAsync(
            fresh.Where(f => f.Value.Worker is not null || f.Value.Groups.Count > 0 || before.ContainsKey(f.Key)).Select(f => f.Key),
            (uuid, row) => row?.ModifiedOn > fresh[uuid].ModifiedOn ? row : fresh[uuid],
            cancellationToken);
        var linked = members.Where(m => m.Value.Worker is not null).ToLookup(m => m.Value.Worker!, m => m.Key);
        var workers = await ledger.Workers.ChangeAsync(
            linked.Select(t => t.Key),
            (reference, row) => row?.Contact is { } contact && linked[reference].Contains(contact) ? row : (row ?? new()) with { Contact = linked[reference].Order().First() },
            cancellationToken);
        foreach (var worker in workers.Keys)
        {
            work.NoteFound(worker);
        }

        foreach (var (uuid, member) in members)
        {
            var wanted = member.Worker is null ? [] : workers.GetValueOrDefault(member.Worker)?.Wanted ?? [];
            work.Compare(uuid, member, wanted, before.GetValueOrDefault(uuid));
            if (before.GetValueOrDefault(uuid)?.Active is not false)
            {
                work.NoteKeptOut(member, wanted);
            }
        }

        return before.Count > 0;
    }

    /// <summary>Deleted contacts are in no group any more, and RapidPro does not show in which they were.</summary>
    private async Task TakeDeletedAsync(List<(Guid Contact, MemberRow Row)> contacts, GroupStore store, CancellationToken cancellationToken)
    {
        var gone = await ledger.FindMembersAsync(contacts.Select(c => c.Contact), cancellationToken);
        if (gone.Count == 0)
        {
            return;
        }

        store.Soil(gone.SelectMany(g => g.Value.Groups));
        await store.SaveAsync(ledger, cancellationToken);
        await ledger.Workers.ChangeAsync(
            gone.Values.Select(m => m.Worker).OfType<string>(),
            (_, row) => row?.Contact is { } contact && gone.ContainsKey(contact) ? row with { Contact = null } : row,
            cancellationToken);
        await ledger.ForgetMembersAsync(gone.Keys, cancellationToken);
    }

    /// <summary>The groups whose members changed: a contact joined or left, or became another worker.</summary>
    private static IEnumerable<Guid> Touched(MemberRow? before, MemberRow now) => before?.Worker == now.Worker
        ? now.Groups.Except(before?.Groups ?? []).Concat((before?.Groups ?? []).Except(now.Groups))
        : now.Groups.Concat(before?.Groups ?? []);

    private static MemberRow RowOf(Contact contact) => new()
    {
        Worker = ContactSnapshot.LinkOf(contact),
        Groups = [.. contact.Groups.Select(g => g.Uuid).Order()],
        Active = ContactSnapshot.IsActive(contact),
        ModifiedOn = contact.ModifiedOn,
    };
}
