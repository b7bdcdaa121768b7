using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Polling;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Mhero.Core.Sync.Groups.Ledger;
using Mhero.Core.Sync.Groups.Rules;

namespace Mhero.Core.Sync.Groups.Polling;

/// <summary>
/// Reads what changed about groups and their members on both sides, makes the groups that are missing in RapidPro, and puts
/// memberships that are not as they should be on the queue. With nothing changed that is a page of each poller.
/// </summary>
internal sealed partial class GroupPoller(
    GroupStoreLoader loader,
    GroupLedger ledger,
    GroupRules rules,
    ChangedWorkers changedWorkers,
    MemberPoller members,
    RapidProGroupWriter assets,
    TimeProvider time,
    ILogger<GroupPoller> logger) : IPoller<GroupItem>
{
    /// <summary>No version and no hash.</summary>
    private const string Overtaken = "?";

    /// <inheritdoc/>
    public string Kind => SyncKinds.Groups;

    /// <summary>Reads both sides to their ends. Cursors move when everything is on the queue.</summary>
    /// <param name="batches">Receives the groups and members to check.</param>
    /// <param name="cancellationToken">Stops; the cursors then stay where they are.</param>
    /// <returns>The counts of the changes to groups.</returns>
    /// <exception cref="RapidProException">RapidPro cannot be read.</exception>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task ReadAsync(BatchWriter<GroupItem> batches, CancellationToken cancellationToken)
    {
        var (state, version) = await ledger.ReadStateAsync(cancellationToken);
        var groups = await loader.LoadAsync(cancellationToken);
        var (store, work) = (groups.Store, new PendingGroupChanges(groups.Store));
        if (store.Rows.Count == 0 && rules.IsEmpty)
        {
            // mHero keeps no group, so no membership matters, and no poller is read.
            await store.SaveAsync(ledger, cancellationToken);
            return;
        }

        store.Whole.UnionWith(store.Rows.Where(r => r.Value.Owed).Select(r => r.Key));
        await store.SaveAsync(ledger, cancellationToken);
        if (state.Rules != rules.Hash && (state.Rules is not null || !rules.IsEmpty))
        {
            await changedWorkers.StartAnewAsync(cancellationToken);
            version = await ledger.TryWriteStateAsync(state = state with { Rules = rules.Hash }, version, cancellationToken) ?? Overtaken;
        }

        // The registry first: a contact that is read after its worker is held against the worker's groups.
        var readings = new List<ChangePoll>();
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var (after, hasChanged) = await changedWorkers.EvaluateAsync(groups, state, today, work, readings, cancellationToken);
        await store.SaveAsync(ledger, cancellationToken);
        await members.ReadAsync(store, work, readings, cancellationToken);
        await WriteGroupsAsync(groups, work, hasChanged, cancellationToken);
        await work.SendAsync(batches, cancellationToken);
        await ChangePoller.CompleteAsync(readings, cancellationToken);

        var kept = after.Lists.Where(l => store.Find(l.Key) is not null || GroupRules.IsSearchList(l.Key));
        after = after with { Day = today, Lists = kept.Select(l => KeyValuePair.Create(l.Key, groups.Versions.GetValueOrDefault(l.Key, l.Value))).ToDictionary() };
        await SaveAsync(state, after, version, isIdle: !hasChanged, cancellationToken);
        var untouched = store.Rows.Count(r => r.Value.Uuid is not null && !work.Groups.Contains(r.Key));
        batches.Counts = work.Counts.Add(OutcomeCounts.Groups.Unchanged, untouched).Add(SyncCounts.MembersPending, work.Pending);
    }

    /// <summary>Creates, renames, links and deletes groups in RapidPro; members of groups that are new are compared as a whole.</summary>
    private async Task WriteGroupsAsync(LoadedGroups groups, PendingGroupChanges work, bool hasChanged, CancellationToken cancellationToken)
    {
        var store = groups.Store;
        await CompareWholeAsync(store, work, cancellationToken);
        await assets.EnsureAsync(store, work, cancellationToken);
        await CompareWholeAsync(store, work, cancellationToken);
        await assets.LinkAsync(store, work, groups.InRegistry, groups.Versions, cancellationToken);
        await assets.DeleteUnusedAsync(store, work, hasChanged, groups.Known, cancellationToken);
        foreach (var (key, _) in store.Rows.Where(r => r.Value is { Owner: GroupSource.RapidPro, Dirty: true }))
        {
            work.Look(key);
        }

        await store.SaveAsync(ledger, cancellationToken);
    }

    /// <summary>
    /// Notes the state that this reading used. When another reading noted its own since, the two may have written what one of them read
    /// before and the other after a change: then the next reading looks at every member again.
    /// </summary>
    private async Task SaveAsync(GroupStateRow before, GroupStateRow after, string? version, bool isIdle, CancellationToken cancellationToken)
    {
        if (version != Overtaken && (SyncJson.Write(after) == SyncJson.Write(before) || await ledger.TryWriteStateAsync(after, version, cancellationToken) is not null))
        {
            return;
        }

        if (!isIdle || after.Lists.Any(l => before.Lists.GetValueOrDefault(l.Key) != l.Value))
        {
            LogOvertaken();
            await ledger.TryWriteStateAsync(new() { Rules = Overtaken }, Document.AnyVersion, cancellationToken);
        }
    }

    /// <summary>Holds all members of some groups, and all who should be, against each other; reads the ledger and neither side.</summary>
    private async Task CompareWholeAsync(GroupStore store, PendingGroupChanges work, CancellationToken cancellationToken)
    {
        if (store.Whole.Count == 0)
        {
            return;
        }

        var wanted = new Dictionary<string, IReadOnlyList<string>>();
        await foreach (var (reference, worker) in ledger.Workers.AllAsync(cancellationToken))
        {
            if (worker.Wanted.Any(store.Whole.Contains))
            {
                wanted[reference] = worker.Wanted;
            }
        }

        await foreach (var (contact, member) in ledger.MembersAsync(cancellationToken))
        {
            work.Compare(contact, member, wanted.GetValueOrDefault(member.Worker ?? "") ?? [], only: store.Whole);
        }

        store.Whole.Clear();
    }

    [LoggerMessage(4075, LogLevel.Information, "Two readings of the groups overlapped; the next one checks every member again")]
    private partial void LogOvertaken();
}
