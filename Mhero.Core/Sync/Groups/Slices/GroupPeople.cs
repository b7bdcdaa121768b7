using Mhero.Core.Sync.Groups.Ledger;

namespace Mhero.Core.Sync.Groups.Slices;

/// <summary>What the ledger knows of the contacts of a slice, and of the workers that they are.</summary>
/// <param name="Members">Contacts by UUID.</param>
/// <param name="Workers">Workers by reference.</param>
internal sealed record GroupPeople(IReadOnlyDictionary<Guid, MemberRow> Members, IReadOnlyDictionary<string, WorkerGroupsRow> Workers)
{
    /// <summary>Whether the registry wants a contact in a group.</summary>
    public bool IsWanted(MemberRow member, string group) =>
        member.Worker is { } worker && Workers.TryGetValue(worker, out var row) && row.Wanted.Contains(group);
}
