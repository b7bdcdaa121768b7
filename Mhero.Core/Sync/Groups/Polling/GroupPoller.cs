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
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Groups.Polling;

/// <summary>
/// Reads what changed about groups and their members on both sides, makes the groups that are missing in RapidPro, and puts
/// memberships that are not as they should be on the queue. With nothing changed that is a page of each poller.
/// </summary>
internal sealed partial class GroupPoller(
    RapidProClient rapidPro,
    GroupLedger ledger,
    GroupOwnershipResolver survey,
    RegistryGroupReader lists,
    GroupRules rules,
    GroupRegistryChanges changes,
    WorkerEvaluation evaluation,
    MemberPoller members,
    RapidProGroupWriter assets,
    TimeProvider time,
    IOptions<GroupSyncOptions> options,
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
        var rows = new List<(string Key, GroupRow Row)>();
        await foreach (var row in ledger.Groups.AllAsync(cancellationToken))
        {
            rows.Add(row);
        }

        var (state, version) = await ledger.ReadStateAsync(cancellationToken);
        var store = new GroupStore(rows, await rapidPro.GetGroupsAsync(cancellationToken));
        var work = new PendingGroupChanges(store);
        var inRegistry = await lists.GroupsAsync(cancellationToken);
        var versions = survey.Take(store, inRegistry);
        if (store.Rows.Count == 0 && rules.IsEmpty)
        {
            // mHero keeps no group, so no membership matters, and no poller is read.
            await store.SaveAsync(ledger, cancellationToken);
            return;
        }

        store.Whole.UnionWith(store.Rows.Where(r => r.Value.Owed).Select(r => r.Key));
        await store.SaveAsync(ledger, cancellationToken);

        // The registry first: a contact that is read after its worker is held against the worker's groups.
        var readings = new List<ChangePoll>();
        if (state.Rules != rules.Hash && (state.Rules is not null || !rules.IsEmpty))
        {
            await changes.StartAnewAsync(cancellationToken);
            version = await ledger.TryWriteStateAsync(state = state with { Rules = rules.Hash }, version, cancellationToken) ?? Overtaken;
        }

        var workers = rules.IsEmpty && rows.TrueForAll(r => !GroupRules.IsRuleKey(r.Key)) ? [] : await changes.ReadAsync(readings, cancellationToken);
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        if (state.Day != today)
        {
            await AddTurnedAsync(workers, today, cancellationToken);
        }

        var (after, listed) = await ReadListsAsync(state, versions, workers.Count > 0, store, work, cancellationToken);
        workers.UnionWith(listed);
        await evaluation.EvaluateAsync(workers, store, work, cancellationToken);
        await store.SaveAsync(ledger, cancellationToken);
        await members.ReadAsync(store, work, readings, cancellationToken);

        await CompareWholeAsync(store, work, cancellationToken);
        await assets.EnsureAsync(store, work, cancellationToken);
        await CompareWholeAsync(store, work, cancellationToken);
        await assets.LinkAsync(store, work, inRegistry, versions, cancellationToken);
        await assets.DeleteUnusedAsync(store, work, workers.Count > 0, rows.ToDictionary(r => r.Key, r => r.Row), cancellationToken);
        foreach (var (key, _) in store.Rows.Where(r => r.Value is { Owner: GroupSource.RapidPro, Dirty: true }))
        {
            work.Look(key);
        }

        await store.SaveAsync(ledger, cancellationToken);
        await work.SendAsync(batches, cancellationToken);
        await ChangePoller.CompleteAsync(readings, cancellationToken);

        var kept = after.Lists.Where(l => store.Find(l.Key) is not null || GroupRules.IsSearchList(l.Key));
        after = after with { Day = today, Lists = kept.Select(l => KeyValuePair.Create(l.Key, versions.GetValueOrDefault(l.Key, l.Value))).ToDictionary() };
        await SaveAsync(state, after, version, isIdle: workers.Count == 0, cancellationToken);
        var untouched = store.Rows.Count(r => r.Value.Uuid is not null && !work.Groups.Contains(r.Key));
        batches.Counts = work.Counts.Add(OutcomeCounts.Groups.Unchanged, untouched).Add(SyncCounts.MembersPending, work.Pending);
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

    /// <summary>Adds those who have a role that began or ended by its dates, which changes no resource.</summary>
    private async Task AddTurnedAsync(HashSet<string> workers, DateOnly today, CancellationToken cancellationToken)
    {
        await foreach (var (reference, row) in ledger.Workers.AllAsync(cancellationToken))
        {
            if (row.Turns <= today)
            {
                workers.Add(reference);
            }
        }
    }

    /// <summary>Reads the Groups that changed, and makes the rules' searches when their result may be another.</summary>
    private async Task<(GroupStateRow State, IEnumerable<string> ByRule)> ReadListsAsync(
        GroupStateRow state, Dictionary<string, string> versions, bool changed, GroupStore store, PendingGroupChanges work, CancellationToken cancellationToken)
    {
        var held = new Dictionary<string, HashSet<string>>();
        var known = new Dictionary<string, string>(state.Lists);
        foreach (var (key, version) in versions.Where(v => state.Lists.GetValueOrDefault(v.Key) != v.Value))
        {
            held[key] = version == "-" ? [] : await lists.MembersOfAsync(store.Find(key)!.Group!, work, cancellationToken);
            known[key] = version;
            store.Whole.Add(key);
        }

        var now = time.GetUtcNow();
        var searches = rules.Searches.ToDictionary(s => s.List, s => s.Search);
        var due = changed || state.SearchedAt is null || now - state.SearchedAt > options.Value.SearchMaxAge || searches.Keys.Any(k => !state.Lists.ContainsKey(k));
        foreach (var (list, search) in due ? searches : [])
        {
            var found = await lists.FindAsync(search, cancellationToken);
            var hash = RegistryGroupReader.HashOf(found);
            if (state.Lists.GetValueOrDefault(list) != hash)
            {
                (held[list], known[list]) = (found, hash);
                store.Whole.UnionWith(store.Rows.Keys.Where(k => k.StartsWith(GroupRules.PrefixOfList(list), StringComparison.Ordinal)));
            }
        }

        var after = state with { Lists = known, SearchedAt = due && searches.Count > 0 ? now : state.SearchedAt };
        if (held.Count == 0)
        {
            return (after, []);
        }

        var rows = await lists.ApplyAsync(held, cancellationToken);
        await evaluation.CompareAsync(rows, work, cancellationToken);
        IEnumerable<string> byRule = held.Keys.Any(GroupRules.IsSearchList) ? rows.Keys : [];
        return (after, byRule);
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
