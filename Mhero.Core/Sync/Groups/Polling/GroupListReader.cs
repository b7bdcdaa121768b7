using Mhero.Core.Sync.Groups.Ledger;
using Mhero.Core.Sync.Groups.Rules;

namespace Mhero.Core.Sync.Groups.Polling;

/// <summary>Reads the lists of workers that the registry keeps: its Groups, and the results of the rules' searches.</summary>
internal sealed class GroupListReader(
    RegistryGroupReader registry, GroupRules rules, WorkerEvaluation evaluation, TimeProvider time, IOptions<GroupSyncOptions> options)
{
    /// <summary>Reads the Groups that changed, and makes the rules' searches when their result may be another.</summary>
    /// <param name="groups">The groups of both sides.</param>
    /// <param name="state">The state that the last reading used.</param>
    /// <param name="changed">Whether any worker changed.</param>
    /// <param name="work">Receives the memberships to check.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The new state, and the workers to hold against the rules since a search has another result.</returns>
    public async Task<(GroupStateRow State, IEnumerable<string> ByRule)> ReadAsync(
        LoadedGroups groups, GroupStateRow state, bool changed, PendingGroupChanges work, CancellationToken cancellationToken)
    {
        var store = groups.Store;
        var held = new Dictionary<string, HashSet<string>>();
        var known = new Dictionary<string, string>(state.Lists);
        foreach (var (key, version) in groups.Versions.Where(v => state.Lists.GetValueOrDefault(v.Key) != v.Value))
        {
            held[key] = version == "-" ? [] : await registry.MembersOfAsync(store.Find(key)!.Group!, work, cancellationToken);
            known[key] = version;
            store.Whole.Add(key);
        }

        var now = time.GetUtcNow();
        var searches = rules.Searches.ToDictionary(s => s.List, s => s.Search);
        var due = changed || state.SearchedAt is null || now - state.SearchedAt > options.Value.SearchMaxAge || searches.Keys.Any(k => !state.Lists.ContainsKey(k));
        foreach (var (list, search) in due ? searches : [])
        {
            var found = await registry.FindAsync(search, cancellationToken);
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

        var rows = await registry.ApplyAsync(held, cancellationToken);
        await evaluation.CompareAsync(rows, work, cancellationToken);
        IEnumerable<string> byRule = held.Keys.Any(GroupRules.IsSearchList) ? rows.Keys : [];
        return (after, byRule);
    }
}
