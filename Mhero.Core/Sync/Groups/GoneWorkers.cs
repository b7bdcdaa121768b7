using Mhero.Core.Sync.Contacts;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Groups.Ledger;
using Mhero.Core.Sync.Groups.Rules;

namespace Mhero.Core.Sync.Groups;

/// <summary>Has the contacts of workers that the registry no longer has leave every group that mHero keeps in RapidPro. No poller of the registry shows a deletion.</summary>
internal sealed class GoneWorkers(GroupLedger ledger, WorkQueue<GroupItem> queue) : IContactObserver
{
    /// <summary>None: the group ledger knows the members of all groups.</summary>
    public IEnumerable<string> Groups => [];

    /// <summary>Notes who is gone or has come back, and puts the groups of those who are gone on the queue.</summary>
    public async Task NotifyAsync(IReadOnlyList<ContactObservation> observations, CancellationToken cancellationToken)
    {
        var changed = observations.Where(s => s.IsGone || s.WasGone).DistinctBy(s => s.Worker).ToDictionary(s => s.Worker);
        if (changed.Count == 0)
        {
            return;
        }

        await ledger.Workers.ChangeAsync(changed.Keys, (worker, row) => row is null ? null : After(row, changed[worker].IsGone), cancellationToken);
        var contacts = changed.Values.Select(s => s.Contact?.Uuid).OfType<Guid>().ToList();
        var members = await ledger.FindMembersAsync(contacts, cancellationToken);
        if (members.Count == 0)
        {
            return;
        }

        var order = Guid.NewGuid().ToString("N");
        var batches = queue.Writer(null, n => $"{order}-{n}");
        await foreach (var (key, row) in ledger.Groups.AllAsync(cancellationToken))
        {
            // Those who have come back are in none of them yet, and those who are gone are wanted in none.
            var concerned = row is { Owner: GroupSource.Registry, Uuid: not null } ? contacts.Where(c => members.TryGetValue(c, out var member) && Concerns(member, row.Uuid.Value, changed)).ToList() : [];
            if (concerned.Count > 0)
            {
                await batches.AddAsync(new GroupItem { Group = key, Members = concerned }, cancellationToken);
            }
        }

        await batches.FlushAsync(cancellationToken);
    }

    private static bool Concerns(MemberRow member, Guid group, Dictionary<string, ContactObservation> changed) =>
        member.Groups.Contains(group) || (member.Worker is { } worker && changed.TryGetValue(worker, out var observation) && !observation.IsGone);

    private static WorkerGroupsRow After(WorkerGroupsRow row, bool isGone) => isGone
        ? row with { Gone = true, Wanted = [] }
        : row with { Gone = false, Wanted = row.Gone ? [.. row.Lists.Where(l => !GroupRules.IsSearchList(l))] : row.Wanted };
}
