using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage;
using Mhero.Core.Sync.Groups.Ledger;
using Mhero.Core.Sync.Groups.Rules;
using Mhero.Core.Sync.Queueing;
using Mhero.Core.Sync.Writing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RapidProGroup = Mhero.Core.RapidPro.Model.Group;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Groups.Feeds;

/// <summary>Makes, renames and deletes RapidPro's side of the groups that the registry owns. One that cannot be does not stop the others.</summary>
internal sealed partial class GroupAssets(
    RapidProClient rapidPro, FhirGateway fhir, GroupLedger ledger, WorkQueue<GroupItem> queue, TimeProvider time, IOptions<GroupSyncOptions> options, ILogger<GroupAssets> logger)
{
    /// <summary>409: "Cannot create object because workspace has reached limit."</summary>
    private const int WorkspaceIsFull = 409;

    /// <summary>Creates the groups that contacts are to join, renames groups where needed, and waits until RapidPro can use the new ones.</summary>
    /// <exception cref="RapidProException">RapidPro cannot be reached, or throttles.</exception>
    public async Task EnsureAsync(GroupBook book, GroupWorklist work, CancellationToken cancellationToken)
    {
        book.Entitle();
        var created = false;
        RapidProException? full = null;
        foreach (var (key, row) in book.Rows.Where(r => r.Value.Owner == GroupSource.Registry && r.Value.Title is not null).OrderBy(r => r.Key, StringComparer.Ordinal).ToList())
        {
            try
            {
                if (row.Uuid is { } uuid)
                {
                    await RenameAsync(key, uuid, row.Title!, book, work, cancellationToken);
                }
                else if (work.Groups.Contains(key))
                {
                    created |= await MakeAsync(key, row, full, book, work, cancellationToken);
                }
            }
            catch (RapidProException e) when (e.Status == WorkspaceIsFull)
            {
                // One refusal applies to all groups that are still to be created.
                full = e;
                await GiveUpAsync(key, book, work, e.Code, e.Message, cancellationToken);
            }
            catch (RapidProException e) when (e.Kind is RapidProErrorKind.Permanent or RapidProErrorKind.NotFound)
            {
                await GiveUpAsync(key, book, work, e.Code, e.Message, cancellationToken);
            }
        }

        await book.SaveAsync(ledger, cancellationToken);
        if (created)
        {
            await Task.Delay(options.Value.NewAssetDelay, time, cancellationToken);
        }
    }

    /// <summary>Writes the UUIDs of RapidPro's groups into the registry's Groups.</summary>
    /// <param name="book">The groups.</param>
    /// <param name="work">Counts those that the registry refuses.</param>
    /// <param name="inRegistry">The registry's Groups as they were listed.</param>
    /// <param name="lists">Takes the versions that come of it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task TieAsync(GroupBook book, GroupWorklist work, IReadOnlyList<Group> inRegistry, Dictionary<string, string> lists, CancellationToken cancellationToken)
    {
        foreach (var group in inRegistry)
        {
            var key = GroupSurvey.KeyOf(group.Id!);
            if (book.Find(key)?.Uuid is not { } uuid || group.Identifier.Exists(i => i.System == MheroSystems.GroupUuid && i.Value == uuid.ToString()))
            {
                continue;
            }

            try
            {
                await TieAsync(key, uuid, group.Id!, lists, cancellationToken);
            }
            catch (FhirException e) when (e.Kind is FhirErrorKind.Permanent or FhirErrorKind.NotFound or FhirErrorKind.Conflict)
            {
                // Its members follow it all the same, and the next reading tries again.
                LogNotTied(key, e.Code);
                work.Counts = work.Counts.Add(SyncCounts.Issues);
            }
        }
    }

    private async Task TieAsync(string key, Guid uuid, string id, Dictionary<string, string> lists, CancellationToken cancellationToken)
    {
        var saved = await fhir.UpdateAsync<Group>(
            id,
            current =>
            {
                // The members may have changed since the list was read: then they are read again next time.
                var known = current.Meta?.VersionId == lists.GetValueOrDefault(key);
                current.Identifier.RemoveAll(i => i.System == MheroSystems.GroupUuid);
                current.Identifier.Add(new Identifier(MheroSystems.GroupUuid, uuid.ToString()));
                lists[key] = known ? "" : "?";
                return current;
            },
            cancellationToken);
        lists[key] = lists[key].Length == 0 ? saved.Resource.Meta?.VersionId ?? "?" : "?";
    }

    /// <summary>Deletes groups of mHero's own that are empty and that no contact is to join any more.</summary>
    /// <param name="book">The groups.</param>
    /// <param name="work">The work that is still to be done on groups.</param>
    /// <param name="changed">Whether any worker's groups may have changed.</param>
    /// <param name="known">The rows as they were at the start.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task DeleteUnusedAsync(GroupBook book, GroupWorklist work, bool changed, IReadOnlyDictionary<string, GroupRow> known, CancellationToken cancellationToken)
    {
        if (options.Value.UnusedGroups != UnusedGroupPolicy.Delete)
        {
            return;
        }

        var empty = book.Rows
            .Where(r => r.Value is { Owner: GroupSource.Registry, Made: true, Uuid: not null, Count: 0 } && !work.Groups.Contains(r.Key))
            .Where(r => changed || known.GetValueOrDefault(r.Key)?.Count > 0)
            .Select(r => r.Key)
            .ToHashSet();
        if (empty.Count == 0)
        {
            return;
        }

        await foreach (var (_, worker) in ledger.Workers.AllAsync(cancellationToken))
        {
            empty.ExceptWith(worker.Wanted);
        }

        foreach (var key in empty)
        {
            try
            {
                await rapidPro.DeleteGroupAsync(book.Find(key)!.Uuid!.Value, cancellationToken);
            }
            catch (RapidProException e) when (e.Kind == RapidProErrorKind.Permanent)
            {
                await GiveUpAsync(
                    key, book, work, SyncCodes.GroupInUse, "RapidPro does not delete the group, for a trigger or campaign uses it: take it out there, or leave the group empty.", cancellationToken);
                continue;
            }

            book.Forget(key);
            work.Counts = work.Counts.Add(OutcomeCounts.Groups.Updated);
            LogDeleted(key);
        }
    }

    private async Task RenameAsync(string key, Guid uuid, string title, GroupBook book, GroupWorklist work, CancellationToken cancellationToken)
    {
        var group = book.InRapidPro[uuid];
        if (group.Name != title)
        {
            if (book.ByName(title) is { IsSmart: true } smart)
            {
                await GiveUpAsync(key, book, work, SyncCodes.SmartGroup, SmartAdvice(smart), cancellationToken);
                return;
            }

            if (book.ByName(title) is { } holder && holder.Uuid != uuid && book.RegistryKeyOf(holder.Uuid) is { } other)
            {
                // Two groups of mHero's exchange names: the one in the way gets its own later in this loop.
                book.InRapidPro[holder.Uuid] = await rapidPro.RenameGroupAsync(holder.Uuid, NameTemplate.Fit(title, GroupRules.DistinctionOf(other)), cancellationToken);
            }

            book.InRapidPro[uuid] = await rapidPro.RenameGroupAsync(uuid, title, cancellationToken);
            work.Counts = work.Counts.Add(OutcomeCounts.Groups.Updated);
        }
    }

    /// <returns>Whether the group is new in RapidPro.</returns>
    private async Task<bool> MakeAsync(string key, GroupRow row, RapidProException? full, GroupBook book, GroupWorklist work, CancellationToken cancellationToken)
    {
        if (book.ByName(row.Title!) is { } existing)
        {
            if (existing.IsSmart && row.Owed)
            {
                // It was reported when it was met first: saying so at every reading would change nothing.
                work.Drop(key);
                return false;
            }

            if (existing.IsSmart)
            {
                await GiveUpAsync(key, book, work, SyncCodes.SmartGroup, SmartAdvice(existing), cancellationToken);
                return false;
            }

            if (book.KeyOf(existing.Uuid) is not null || !(row.Creating || row.Made || options.Value.Adopt))
            {
                await GiveUpAsync(
                    key, book, work, SyncCodes.GroupNameTaken, "RapidPro has another group of this name: rename one of them, or set Mhero__Groups__Adopt if it is the same.", cancellationToken);
                return false;
            }

            TakeUp(existing, key, row, book);
            return false;
        }

        if (full is not null)
        {
            await GiveUpAsync(key, book, work, full.Code, full.Message, cancellationToken);
            return false;
        }

        book.Set(key, row with { Creating = true });
        await book.SaveAsync(ledger, cancellationToken);
        try
        {
            var group = await rapidPro.CreateGroupAsync(row.Title!, cancellationToken);
            book.InRapidPro[group.Uuid] = group;
            book.Set(key, row with { Uuid = group.Uuid, Creating = false, Owed = false, Made = true, Count = 0 });
            work.NoteCounted(key);
            work.Counts = work.Counts.Add(OutcomeCounts.Groups.Created);
            LogCreated(key);
            return true;
        }
        catch (RapidProException e) when (e.Kind == RapidProErrorKind.Permanent)
        {
            if (e.IsNameTaken && await FindAsync(row.Title!, cancellationToken) is { } other)
            {
                // It did not exist when this reading began: another reading creates the same groups.
                book.InRapidPro[other.Uuid] = other;
                TakeUp(other, key, row, book);
                return true;
            }

            book.Set(key, row);
            throw;
        }
    }

    private static string SmartAdvice(RapidProGroup smart) =>
        $"'{smart.Name}' is a smart group: RapidPro fills it by its query and takes no members. Give the rule or the registry's Group another name, so that mHero makes a static group, or rename the smart group.";

    private static void TakeUp(RapidProGroup group, string key, GroupRow row, GroupBook book)
    {
        book.Set(key, row with { Uuid = group.Uuid, Creating = false, Owed = false, Count = group.Count });
        book.Whole.Add(key);
    }

    private async Task<RapidProGroup?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await rapidPro.GetGroupsAsync(cancellationToken)).FirstOrDefault(g => !g.IsSmart && string.Equals(g.Name, name, StringComparison.OrdinalIgnoreCase));

    private async Task GiveUpAsync(string key, GroupBook book, GroupWorklist work, string code, string cause, CancellationToken cancellationToken)
    {
        if (book.Find(key) is { Uuid: null } row)
        {
            // The feeds do not show its members again unless they change.
            book.Set(key, row with { Owed = true });
            work.Drop(key);
        }

        work.Counts = work.Counts.Add(OutcomeCounts.Groups.Failed).Add(SyncCounts.DeadLetters);
        await queue.BuryAsync(new GroupItem { Group = key }, code, cause, cancellationToken);
    }

    [LoggerMessage(4071, LogLevel.Information, "Created the group {Group} in RapidPro")]
    private partial void LogCreated(string group);

    [LoggerMessage(4074, LogLevel.Warning, "The group of RapidPro could not be written into the registry's {Group}: {Code}")]
    private partial void LogNotTied(string group, string code);

    [LoggerMessage(4072, LogLevel.Information, "Deleted the group {Group} in RapidPro: no contact belongs to it any more")]
    private partial void LogDeleted(string group);
}
