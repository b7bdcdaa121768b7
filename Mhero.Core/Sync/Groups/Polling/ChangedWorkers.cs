using Mhero.Core.Fhir;
using Mhero.Core.Sync.Engine.Polling;
using Mhero.Core.Sync.Groups.Ledger;
using Mhero.Core.Sync.Groups.Rules;

namespace Mhero.Core.Sync.Groups.Polling;

/// <summary>The registry's side of a reading of the groups: finds the workers whose groups may be others and holds them against the rules.</summary>
internal sealed class ChangedWorkers(
    GroupRegistryChanges changes, GroupListReader lists, WorkerEvaluation evaluation, GroupRules rules, GroupLedger ledger)
{
    /// <summary>Has the next reading look at every worker; called when the rules changed.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    public Task StartAnewAsync(CancellationToken cancellationToken) => changes.StartAnewAsync(cancellationToken);

    /// <summary>Reads the changes of the registry and evaluates the workers concerned.</summary>
    /// <param name="groups">The groups of both sides.</param>
    /// <param name="state">The state that the last reading used.</param>
    /// <param name="today">The day (UTC) by which roles are held against their periods.</param>
    /// <param name="work">Receives the memberships to check.</param>
    /// <param name="readings">Receives the readings whose cursors move when everything is on the queue.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The new state, and whether any worker was concerned.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<(GroupStateRow State, bool HasChanged)> EvaluateAsync(
        LoadedGroups groups, GroupStateRow state, DateOnly today, PendingGroupChanges work, List<ChangePoll> readings, CancellationToken cancellationToken)
    {
        var hasNoRule = rules.IsEmpty && !groups.Known.Keys.Any(GroupRules.IsRuleKey);
        var workers = hasNoRule ? [] : await changes.ReadAsync(readings, cancellationToken);
        if (state.Day != today)
        {
            await AddTurnedAsync(workers, today, cancellationToken);
        }

        var (after, listed) = await lists.ReadAsync(groups, state, workers.Count > 0, work, cancellationToken);
        workers.UnionWith(listed);
        await evaluation.EvaluateAsync(workers, groups.Store, work, cancellationToken);
        return (after, workers.Count > 0);
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
}
