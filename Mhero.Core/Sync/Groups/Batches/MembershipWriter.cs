using System.Text.RegularExpressions;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Mhero.Core.Sync.Groups.Ledger;

namespace Mhero.Core.Sync.Groups.Batches;

/// <summary>Puts contacts into groups of RapidPro and takes them out, up to a hundred with one request.</summary>
internal sealed partial class MembershipWriter(RapidProClient rapidPro, GroupLedger ledger, ILogger<MembershipWriter> logger)
{
    /// <summary>
    /// Reads the present rows of the contacts that items name, for the items may be late. Reads all at once, because they are near
    /// each other in the ledger.
    /// </summary>
    public async Task<BatchContacts> LoadAsync(IEnumerable<Work<GroupItem>> works, CancellationToken cancellationToken)
    {
        var members = await ledger.FindMembersAsync(works.SelectMany(w => w.Item.Members), cancellationToken);
        return new(members, await ledger.Workers.FindAsync(members.Values.Select(m => m.Worker).OfType<string>(), cancellationToken));
    }

    /// <summary>Brings the memberships that an item names in line with the registry; a membership that already is costs no request.</summary>
    /// <param name="work">The item.</param>
    /// <param name="row">Its group.</param>
    /// <param name="people">The contacts that it names.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="RapidProException">RapidPro cannot be reached, throttles, or refuses the group.</exception>
    public async Task WriteAsync(Work<GroupItem> work, GroupRow row, BatchContacts people, CancellationToken cancellationToken)
    {
        var key = work.Item.Group;
        if (row.Uuid is not { } group)
        {
            work.Finish(ItemState.Retry, SyncCodes.GroupMissing, "RapidPro does not have the group; the next reading makes it.");
            return;
        }

        bool IsWanted(MemberRow member) => people.IsWanted(member, key);
        var members = work.Item.Members.Where(people.Members.ContainsKey).ToDictionary(m => m, m => people.Members[m]);
        var joining = members.Where(m => MembershipDifference.ShouldJoin(m.Value, group, IsWanted(m.Value))).Select(m => m.Key).ToList();
        var leaving = members.Where(m => MembershipDifference.ShouldLeave(m.Value, group, IsWanted(m.Value))).Select(m => m.Key).ToList();
        var keptOut = members.Count(m => MembershipDifference.IsKeptOut(m.Value, group, IsWanted(m.Value)));
        if (keptOut > 0)
        {
            LogKeptOut(keptOut, key);
        }

        var added = await ActAsync(work, people, ContactAction.Add, joining, group, cancellationToken);
        var removed = await ActAsync(work, people, ContactAction.Remove, leaving, group, cancellationToken);
        work.Counts = work.Counts
            .Add(SyncCounts.MembersAdded, added)
            .Add(SyncCounts.MembersRemoved, removed)
            .Add(SyncCounts.MembersBlocked, keptOut)
            .Add(SyncCounts.MembersPutBack, added + removed > 0 ? work.Item.PutBack : 0)
            .Add(added + removed > 0 ? OutcomeCounts.Groups.Updated : OutcomeCounts.Groups.Unchanged, work.Item.First ? 1 : 0);
        work.Finish(ItemState.Done);
    }

    /// <summary>Notes the changes made. If the process dies before, RapidPro's poller shows them.</summary>
    public Task SaveAsync(BatchContacts people, CancellationToken cancellationToken) =>
        ledger.ChangeMembersAsync(people.Changed, (contact, row) => row is null ? null : people.Apply(contact, row), cancellationToken);

    /// <returns>How many were added or removed.</returns>
    private async Task<int> ActAsync(Work<GroupItem> work, BatchContacts people, string action, List<Guid> contacts, Guid group, CancellationToken cancellationToken)
    {
        if (contacts.Count == 0)
        {
            return 0;
        }

        try
        {
            await rapidPro.ActOnContactsAsync(action, contacts, group.ToString(), cancellationToken);
        }
        catch (RapidProException e) when (e.Kind is RapidProErrorKind.Permanent && !e.IsUnknownGroup)
        {
            return await WithoutRefusedAsync(work, people, action, contacts, group, e, cancellationToken);
        }

        people.NoteMoved(contacts, group, isIn: action == ContactAction.Add);
        return contacts.Count;
    }

    /// <summary>
    /// RapidPro refuses a whole hundred for one contact that is blocked or gone, and names it; when it names none the hundred is
    /// halved until the one is found.
    /// </summary>
    private async Task<int> WithoutRefusedAsync(
        Work<GroupItem> work, BatchContacts people, string action, List<Guid> contacts, Guid group, RapidProException error, CancellationToken cancellationToken)
    {
        if (!IsAboutContacts(error))
        {
            // Whatever RapidPro objects to, it is not that a contact cannot join.
            throw error;
        }

        var named = error.Errors.SelectMany(e => Uuid().Matches(e.Message)).Select(m => Guid.Parse(m.Value)).Intersect(contacts).ToHashSet();
        if (named.Count == 0 && contacts.Count > 1)
        {
            var half = contacts.Count / 2;
            return await ActAsync(work, people, action, contacts[..half], group, cancellationToken)
                + await ActAsync(work, people, action, contacts[half..], group, cancellationToken);
        }

        var refused = named.Count > 0 ? named : contacts.ToHashSet();

        // The row of a deleted contact stays until its poller shows the deletion: from the row follow the groups of RapidPro that it left.
        var isGone = error.Errors.Any(e => e.Message.Contains("No such object", StringComparison.OrdinalIgnoreCase));
        people.NoteInactive(refused);
        if (!isGone)
        {
            work.Counts = work.Counts.Add(SyncCounts.MembersBlocked, refused.Count);
            LogKeptOut(refused.Count, work.Item.Group);
        }

        return await ActAsync(work, people, action, [.. contacts.Where(c => !refused.Contains(c))], group, cancellationToken);
    }

    private static bool IsAboutContacts(RapidProException error) =>
        error.Errors.Any(e => e.Path.StartsWith("contact", StringComparison.Ordinal) || e.Message.Contains("contact", StringComparison.OrdinalIgnoreCase) || Uuid().IsMatch(e.Message));

    [LoggerMessage(4073, LogLevel.Information, "{Count} contacts cannot join the group {Group}: they are blocked, stopped or archived")]
    private partial void LogKeptOut(int count, string group);

    [GeneratedRegex("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")]
    private static partial Regex Uuid();
}
