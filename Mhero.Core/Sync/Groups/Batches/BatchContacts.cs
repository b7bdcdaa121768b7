using Mhero.Core.Sync.Groups.Ledger;

namespace Mhero.Core.Sync.Groups.Batches;

/// <summary>The contacts of a batch: the ledger's rows of them and of their workers, and the changes made to them.</summary>
/// <param name="members">Contacts by UUID.</param>
/// <param name="workers">Workers by reference.</param>
internal sealed class BatchContacts(IReadOnlyDictionary<Guid, MemberRow> members, IReadOnlyDictionary<string, WorkerGroupsRow> workers)
{
    private readonly Dictionary<Guid, List<(Guid Group, bool IsIn)>> _moves = [];
    private readonly HashSet<Guid> _inactive = [];

    /// <summary>Contacts by UUID.</summary>
    public IReadOnlyDictionary<Guid, MemberRow> Members { get; } = members;

    /// <summary>Contacts whose rows have to be changed.</summary>
    public IEnumerable<Guid> Changed => _moves.Keys.Union(_inactive);

    /// <summary>Whether the registry wants a contact in a group.</summary>
    public bool IsWanted(MemberRow member, string group) =>
        member.Worker is { } worker && workers.TryGetValue(worker, out var row) && row.Wanted.Contains(group);

    /// <summary>RapidPro put contacts into a group, or took them out.</summary>
    public void NoteMoved(IEnumerable<Guid> contacts, Guid group, bool isIn)
    {
        foreach (var contact in contacts)
        {
            if (!_moves.TryGetValue(contact, out var moves))
            {
                _moves[contact] = moves = [];
            }

            moves.Add((group, isIn));
        }
    }

    /// <summary>RapidPro refused contacts as blocked, stopped, archived or deleted; they count as that until its poller shows them otherwise.</summary>
    public void NoteInactive(IEnumerable<Guid> contacts) => _inactive.UnionWith(contacts);

    /// <summary>A contact's row after what was done.</summary>
    public MemberRow Apply(Guid contact, MemberRow row)
    {
        var groups = row.Groups.ToHashSet();
        foreach (var (group, isIn) in _moves.GetValueOrDefault(contact) ?? [])
        {
            _ = isIn ? groups.Add(group) : groups.Remove(group);
        }

        return row with { Groups = [.. groups.Order()], Active = row.Active && !_inactive.Contains(contact) };
    }
}
