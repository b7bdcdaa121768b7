using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Mhero.Core.Sync.Groups.Ledger;
using Mhero.Core.Sync.Groups.Rules;
using RapidProGroup = Mhero.Core.RapidPro.Model.Group;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Groups.Polling;

/// <summary>Makes, renames and deletes RapidPro's side of the groups that the registry owns. One that cannot be does not stop the others.</summary>
internal sealed partial class RapidProGroupWriter(
    RapidProClient rapidPro, FhirGateway fhir, GroupLedger ledger, WorkQueue<GroupItem> queue, TimeProvider time, IOptions<GroupSyncOptions> options, ILogger<RapidProGroupWriter> logger)
{
    /// <summary>409: "Cannot create object because workspace has reached limit."</summary>
    private const int WorkspaceIsFull = 409;

    /// <summary>Creates the groups that contacts are to join, renames groups where needed, and waits until RapidPro can use the new ones.</summary>
    /// <exception cref="RapidProException">RapidPro cannot be reached, or throttles.</exception>
    public async Task EnsureAsync(GroupStore store, PendingGroupChanges work, CancellationToken cancellationToken)
    {
        store.Entitle();
        var created = false;
        RapidProException? full = null;
        foreach (var (key, row) in store.Rows.Where(r => r.Value.Owner == GroupSource.Registry && r.Value.Title is not null).OrderBy(r => r.Key, StringComparer.Ordinal).ToList())
        {
            try
            {
                if (row.Uuid is { } uuid)
                {
                    await RenameAsync(key, uuid, row.Title!, store, work, cancellationToken);
                }
                else if (work.Groups.Contains(key))
                {
                    created |= await MakeAsync(key, row, full, store, work, cancellationToken);
                }
            }
            catch (RapidProException e) when (e.Status == WorkspaceIsFull)
            {
                // One refusal applies to all groups that are still to be created.
                full = e;
                await GiveUpAsync(key, store, work, e.Code, e.Message, cancellationToken);
            }
            catch (RapidProException e) when (e.Kind is RapidProErrorKind.Permanent or RapidProErrorKind.NotFound)
            {
                await GiveUpAsync(key, store, work, e.Code, e.Message, cancellationToken);
            }
        }

        await store.SaveAsync(ledger, cancellationToken);
        if (created)
        {
            await Task.Delay(options.Value.NewAssetDelay, time, cancellationToken);
        }
    }

    /// <summary>Writes the UUIDs of RapidPro's groups into the registry's Groups.</summary>
    /// <param name="store">The groups.</param>
    /// <param name="work">Counts those that the registry refuses.</param>
    /// <param name="inRegistry">The registry's Groups as they were listed.</param>
    /// <param name="lists">Takes the versions that come of it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task LinkAsync(GroupStore store, PendingGroupChanges work, IReadOnlyList<Group> inRegistry, Dictionary<string, string> lists, CancellationToken cancellationToken)
    {
        foreach (var group in inRegistry)
        {
            var key = GroupOwnershipResolver.KeyOf(group.Id!);
            if (store.Find(key)?.Uuid is not { } uuid || group.Identifier.Exists(i => i.System == MheroSystems.GroupUuid && i.Value == uuid.ToString()))
            {
                continue;
            }

            try
            {
                await LinkAsync(key, uuid, group.Id!, lists, cancellationToken);
            }
            catch (FhirException e) when (e.Kind is FhirErrorKind.Permanent or FhirErrorKind.NotFound or FhirErrorKind.Conflict)
            {
                // Its members follow it all the same, and the next reading tries again.
                LogNotLinked(key, e.Code);
                work.Counts = work.Counts.Add(SyncCounts.Issues);
            }
        }
    }

    private async Task LinkAsync(string key, Guid uuid, string id, Dictionary<string, string> lists, CancellationToken cancellationToken)
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
    /// <param name="store">The groups.</param>
    /// <param name="work">The work that is still to be done on groups.</param>
    /// <param name="changed">Whether any worker's groups may have changed.</param>
    /// <param name="known">The rows as they were at the start.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task DeleteUnusedAsync(GroupStore store, PendingGroupChanges work, bool changed, IReadOnlyDictionary<string, GroupRow> known, CancellationToken cancellationToken)
    {
        if (options.Value.UnusedGroups != UnusedGroupPolicy.Delete)
        {
            return;
        }

        var empty = store.Rows
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
                await rapidPro.DeleteGroupAsync(store.Find(key)!.Uuid!.Value, cancellationToken);
            }
            catch (RapidProException e) when (e.Kind == RapidProErrorKind.Permanent)
            {
                await GiveUpAsync(
                    key, store, work, SyncCodes.GroupInUse, "RapidPro does not delete the group, for a trigger or campaign uses it: take it out there, or leave the group empty.", cancellationToken);
                continue;
            }

            store.Forget(key);
            work.Counts = work.Counts.Add(OutcomeCounts.Groups.Updated);
            LogDeleted(key);
        }
    }

    private async Task RenameAsync(string key, Guid uuid, string title, GroupStore store, PendingGroupChanges work, CancellationToken cancellationToken)
    {
        var group = store.InRapidPro[uuid];
        if (group.Name != title)
        {
            if (store.ByName(title) is { IsSmart: true } smart)
            {
                await GiveUpAsync(key, store, work, SyncCodes.SmartGroup, SmartAdvice(smart), cancellationToken);
                return;
            }

            if (store.ByName(title) is { } holder && holder.Uuid != uuid && store.RegistryKeyOf(holder.Uuid) is { } other)
            {
                // Two groups of mHero's exchange names: the one in the way gets its own later in this loop.
                store.InRapidPro[holder.Uuid] = await rapidPro.RenameGroupAsync(holder.Uuid, NameTemplate.Fit(title, GroupRules.DistinctionOf(other)), cancellationToken);
            }

            store.InRapidPro[uuid] = await rapidPro.RenameGroupAsync(uuid, title, cancellationToken);
            work.Counts = work.Counts.Add(OutcomeCounts.Groups.Updated);
        }
    }

    /// <returns>Whether the group is new in RapidPro.</returns>
    private async Task<bool> MakeAsync(string key, GroupRow row, RapidProException? full, GroupStore store, PendingGroupChanges work, CancellationToken cancellationToken)
    {
        if (store.ByName(row.Title!) is { } existing)
        {
            if (existing.IsSmart && row.Owed)
            {
                // It was reported when it was met first: saying so at every reading would change nothing.
                work.Drop(key);
                return false;
            }

            if (existing.IsSmart)
            {
                await GiveUpAsync(key, store, work, SyncCodes.SmartGroup, SmartAdvice(existing), cancellationToken);
                return false;
            }

            if (store.KeyOf(existing.Uuid) is not null || !await MayTakeUpAsync(key, row, cancellationToken))
            {
                await GiveUpAsync(
                    key, store, work, SyncCodes.GroupNameTaken, "RapidPro has another group of this name: rename one of them, or set Mhero__Groups__AdoptExistingGroups if it is the same.", cancellationToken);
                return false;
            }

            TakeUp(existing, key, row, store);
            return false;
        }

        if (full is not null)
        {
            await GiveUpAsync(key, store, work, full.Code, full.Message, cancellationToken);
            return false;
        }

        store.Set(key, row with { Creating = true });
        await store.SaveAsync(ledger, cancellationToken);
        try
        {
            var group = await rapidPro.CreateGroupAsync(row.Title!, cancellationToken);
            store.InRapidPro[group.Uuid] = group;
            store.Set(key, row with { Uuid = group.Uuid, Creating = false, Owed = false, Made = true, Count = 0 });
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
                store.InRapidPro[other.Uuid] = other;
                TakeUp(other, key, row, store);
                return true;
            }

            store.Set(key, row);
            throw;
        }
    }

    /// <summary>Whether a group that has the name already may be this one. Another reading may have begun to create it since this one read the rows.</summary>
    private async Task<bool> MayTakeUpAsync(string key, GroupRow row, CancellationToken cancellationToken) =>
        row.Creating || row.Made || options.Value.AdoptExistingGroups
        || (await ledger.Groups.FindAsync([key], cancellationToken)).GetValueOrDefault(key) is { Creating: true } or { Made: true };

    private static string SmartAdvice(RapidProGroup smart) =>
        $"'{smart.Name}' is a smart group: RapidPro fills it by its query and takes no members. Give the rule or the registry's Group another name, so that mHero makes a static group, or rename the smart group.";

    private static void TakeUp(RapidProGroup group, string key, GroupRow row, GroupStore store)
    {
        store.Set(key, row with { Uuid = group.Uuid, Creating = false, Owed = false, Count = group.Count });
        store.Whole.Add(key);
    }

    private async Task<RapidProGroup?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await rapidPro.GetGroupsAsync(cancellationToken)).FirstOrDefault(g => !g.IsSmart && string.Equals(g.Name, name, StringComparison.OrdinalIgnoreCase));

    private async Task GiveUpAsync(string key, GroupStore store, PendingGroupChanges work, string code, string cause, CancellationToken cancellationToken)
    {
        if (store.Find(key) is { Uuid: null } row)
        {
            // The pollers do not show its members again unless they change.
            store.Set(key, row with { Owed = true });
            work.Drop(key);
        }

        work.Counts = work.Counts.Add(OutcomeCounts.Groups.Failed).Add(SyncCounts.DeadLetters);
        await queue.DeadLetterAsync(new GroupItem { Group = key }, code, cause, cancellationToken);
    }

    [LoggerMessage(4071, LogLevel.Information, "Created the group {Group} in RapidPro")]
    private partial void LogCreated(string group);

    [LoggerMessage(4074, LogLevel.Warning, "The group of RapidPro could not be written into the registry's {Group}: {Code}")]
    private partial void LogNotLinked(string group, string code);

    [LoggerMessage(4072, LogLevel.Information, "Deleted the group {Group} in RapidPro: no contact belongs to it any more")]
    private partial void LogDeleted(string group);
}
