using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Groups.Ledger;

namespace Mhero.Core.Sync.Groups.Polling;

/// <summary>
/// The members that a reading found to check, by group. They go on the queue only when everything is read, so that they fill
/// requests of a hundred.
/// </summary>
internal sealed class PendingGroupChanges(GroupStore store)
{
    /// <summary>What one request to RapidPro can name.</summary>
    private const int MembersPerItem = 100;

    private readonly Dictionary<string, HashSet<Guid>> _members = [];
    private readonly Dictionary<string, int> _putBack = [];
    private readonly HashSet<string> _counted = [];
    private readonly Dictionary<string, int> _pending = [];

    /// <summary>The counts of the reading itself.</summary>
    public SyncCounts Counts { get; set; } = SyncCounts.Empty;

    /// <summary>Memberships of workers who do not have a contact yet.</summary>
    public int Pending => _pending.Values.Sum();

    /// <summary>Keys of all groups that something is to be done about.</summary>
    public IReadOnlyCollection<string> Groups => _members.Keys;

    /// <summary>Compares a contact's groups with what the registry wants.</summary>
    /// <param name="contact">The contact.</param>
    /// <param name="member">Its groups.</param>
    /// <param name="wanted">Keys of the groups it belongs to.</param>
    /// <param name="before">Its groups as they were known, when it is RapidPro where something changed.</param>
    /// <param name="only">Only these groups; null for all.</param>
    public void Compare(Guid contact, MemberRow member, IReadOnlyCollection<string> wanted, MemberRow? before = null, IReadOnlySet<string>? only = null)
    {
        foreach (var key in MembershipDifference.Of(member, wanted, k => store.Find(k)?.Uuid, store.RegistryKeyOf))
        {
            if (only?.Contains(key) is false || !Of(key).Add(contact))
            {
                continue;
            }

            // A user added the contact to the group, or removed it.
            if (before is not null && store.Find(key)?.Uuid is { } uuid && before.Worker == member.Worker && before.Active
                && before.Groups.Contains(uuid) != member.Groups.Contains(uuid))
            {
                _putBack[key] = _putBack.GetValueOrDefault(key) + 1;
            }
        }
    }

    /// <summary>Counts the groups that a contact belongs to and cannot join.</summary>
    public void NoteKeptOut(MemberRow member, IReadOnlyCollection<string> wanted)
    {
        if (!member.Active)
        {
            Counts = Counts.Add(SyncCounts.MembersBlocked, wanted.Count);
        }
    }

    /// <summary>Notes a worker who does not have a contact yet, as far as is known before the contacts are read.</summary>
    public void NotePending(string worker, int groups) => _pending[worker] = groups;

    /// <summary>Notes that a worker is a contact.</summary>
    public void NoteFound(string worker) => _pending.Remove(worker);

    /// <summary>Notes a group to be checked as a whole.</summary>
    public void Look(string key) => Of(key);

    /// <summary>Leaves a group for another time.</summary>
    public void Drop(string key) => _members.Remove(key);

    /// <summary>Marks a group that is counted on its own, as a created group is.</summary>
    public void NoteCounted(string key) => _counted.Add(key);

    /// <summary>
    /// Puts everything on the queue: members who are near each other in the ledger in one message, whatever their groups, so
    /// that a batch reads and writes its own part of the ledger and not what all the others have in hand.
    /// </summary>
    public async Task SendAsync(BatchWriter<GroupItem> batches, CancellationToken cancellationToken)
    {
        foreach (var item in _members.OrderBy(m => m.Key, StringComparer.Ordinal).SelectMany(m => ItemsOf(m.Key, m.Value)).OrderBy(GroupLedger.PlaceOf))
        {
            await batches.AddAsync(item, cancellationToken);
        }

        await batches.FlushAsync(cancellationToken);
    }

    private IEnumerable<GroupItem> ItemsOf(string key, HashSet<Guid> members)
    {
        var chunks = members.Count == 0 ? [[]] : GroupLedger.InOrder(members).Chunk(MembersPerItem).ToArray();
        return chunks.Select((chunk, i) => new GroupItem
        {
            Group = key,
            Members = chunk,
            First = i == 0 && !_counted.Contains(key),
            PutBack = i == 0 ? _putBack.GetValueOrDefault(key) : 0,
        });
    }

    private HashSet<Guid> Of(string key)
    {
        if (!_members.TryGetValue(key, out var members))
        {
            _members[key] = members = [];
        }

        return members;
    }
}
