using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage;
using Mhero.Core.Sync.Contacts.Feeds;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Feeds;
using Mhero.Core.Sync.Groups.Ledger;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Groups.Feeds;

/// <summary>
/// Reads which groups RapidPro's contacts are in. A membership that changes is a change of the contact, so its feed tells
/// them all, and no group has to be read.
/// </summary>
internal sealed class MemberFeed(RapidProClient rapidPro, CursorStore cursors, SeenVersions seen, GroupLedger ledger, IOptions<GroupSyncOptions> options)
{
    /// <summary>Name of the feed's cursor.</summary>
    public const string Name = "rapidpro-group-members";

    /// <summary>Reads the feed to its end.</summary>
    /// <param name="book">The groups.</param>
    /// <param name="work">Takes what is to be looked at.</param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    /// <returns>The reading, whose cursor has yet to be moved.</returns>
    public async Task<FeedReading> ReadAsync(GroupBook book, GroupWorklist work, CancellationToken cancellationToken)
    {
        var reading = new FeedReading(Name, cursors, seen, options.Value.Overlap);
        await reading.BeginAsync(cancellationToken);
        await foreach (var page in rapidPro.GetContactPagesAsync(new ContactQuery { After = reading.Since, Reverse = true }, cancellationToken))
        {
            var firstRecord = page.Results is [var earliest, ..] ? earliest.ModifiedOn : null;
            var lastRecord = page.Results is [.., var last] ? last.ModifiedOn : null;
            if (!await reading.TurnToAsync(page.ServerTime, firstRecord, lastRecord, cancellationToken))
            {
                break;
            }

            var changed = page.Results.Where(c => reading.IsNew(c.Uuid.ToString(), RapidProFeed.VersionOf(c), c.ModifiedOn)).ToList();
            if (changed.Count > 0)
            {
                await TakeAsync(changed, book, work, cancellationToken);
            }
        }

        return reading;
    }

    private async Task TakeAsync(List<Contact> contacts, GroupBook book, GroupWorklist work, CancellationToken cancellationToken)
    {
        var fresh = contacts.DistinctBy(c => c.Uuid).ToDictionary(c => c.Uuid, RowOf);
        var before = await ledger.FindMembersAsync(fresh.Keys, cancellationToken);

        // Noted before the rows that it follows from: a process that dies in between must not forget it.
        foreach (var (uuid, row) in fresh)
        {
            var was = before.GetValueOrDefault(uuid);
            var touched = was?.Worker == row.Worker ? row.Groups.Except(was?.Groups ?? []).Concat((was?.Groups ?? []).Except(row.Groups)) : row.Groups.Concat(was?.Groups ?? []);
            foreach (var group in touched)
            {
                if (book.KeyOf(group) is { } key && book.Find(key) is { Owner: GroupSource.RapidPro, Dirty: false } owned)
                {
                    book.Set(key, owned with { Dirty = true });
                }
            }
        }

        await book.SaveAsync(ledger, cancellationToken);
        var members = await ledger.ChangeMembersAsync(
            [.. fresh.Where(f => f.Value.Worker is not null || f.Value.Groups.Count > 0 || before.ContainsKey(f.Key)).Select(f => f.Key)],
            (uuid, row) => row?.ModifiedOn > fresh[uuid].ModifiedOn ? row : fresh[uuid],
            cancellationToken);
        var tied = members.Where(m => m.Value.Worker is not null).ToLookup(m => m.Value.Worker!, m => m.Key);
        var workers = await ledger.ChangeWorkersAsync(
            [.. tied.Select(t => t.Key)],
            (reference, row) => row?.Contact is { } contact && tied[reference].Contains(contact) ? row : (row ?? new()) with { Contact = tied[reference].Order().First() },
            cancellationToken);
        foreach (var (uuid, member) in members)
        {
            var wanted = member.Worker is null ? [] : workers.GetValueOrDefault(member.Worker)?.Wanted ?? [];
            work.Compare(uuid, member, wanted, before.GetValueOrDefault(uuid));
            if (!member.Active && member.Worker is not null && before.GetValueOrDefault(uuid)?.Active is not false)
            {
                work.Counts = work.Counts.Add(SyncCounts.MembersBlocked, wanted.Count);
            }
        }
    }

    private static MemberRow RowOf(Contact contact) => new()
    {
        Worker = ContactSnapshot.TieOf(contact),
        Groups = [.. contact.Groups.Select(g => g.Uuid).Order()],
        Active = ContactSnapshot.IsActive(contact),
        ModifiedOn = contact.ModifiedOn,
    };
}
