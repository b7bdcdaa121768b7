using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Groups.Ledger;
using Mhero.Core.Sync.Groups.Rules;

namespace Mhero.Core.Sync.Groups.Polling;

/// <summary>The groups that mHero keeps, and those that RapidPro has, while a reading lasts.</summary>
internal sealed class GroupStore
{
    private readonly Dictionary<string, GroupRow> _stored;
    private readonly Dictionary<string, GroupRow> _rows;
    private readonly Dictionary<Guid, string> _keys = [];
    private readonly HashSet<string> _forgotten = [];

    public GroupStore(IEnumerable<(string Key, GroupRow Row)> rows, IReadOnlyList<Group> inRapidPro)
    {
        _stored = rows.ToDictionary(r => r.Key, r => r.Row);
        _rows = new(_stored);
        foreach (var (key, row) in _rows)
        {
            Note(key, row);
        }

        InRapidPro = inRapidPro.ToDictionary(g => g.Uuid);
    }

    /// <summary>RapidPro's groups, all kinds of them.</summary>
    public Dictionary<Guid, Group> InRapidPro { get; }

    /// <summary>Keys of groups all of whose members, actual and wanted, have to be checked.</summary>
    public HashSet<string> Whole { get; } = [];

    /// <summary>All groups that mHero keeps.</summary>
    public IReadOnlyDictionary<string, GroupRow> Rows => _rows;

    public GroupRow? Find(string key) => _rows.GetValueOrDefault(key);

    /// <summary>Key of the group with this UUID, whichever side owns it; null for one that mHero does not keep.</summary>
    public string? KeyOf(Guid uuid) => _keys.GetValueOrDefault(uuid);

    /// <summary>Key of the group with this UUID if the registry owns its members.</summary>
    public string? RegistryKeyOf(Guid uuid) => KeyOf(uuid) is { } key && _rows[key].Owner == GroupSource.Registry ? key : null;

    /// <summary>A group of RapidPro by its name, which is unique without regard to case.</summary>
    public Group? ByName(string name) => InRapidPro.Values.FirstOrDefault(g => string.Equals(g.Name, name, StringComparison.OrdinalIgnoreCase));

    public void Set(string key, GroupRow row)
    {
        if (_rows.TryGetValue(key, out var before) && before.Uuid is { } old && old != row.Uuid)
        {
            _keys.Remove(old);
        }

        _rows[key] = row;
        Note(key, row);
    }

    public void Forget(string key)
    {
        if (_rows.Remove(key, out var row) && row.Uuid is { } uuid)
        {
            _keys.Remove(uuid);
        }

        if (_stored.Remove(key))
        {
            _forgotten.Add(key);
        }
    }

    /// <summary>Notes that the members of groups changed in RapidPro; those count that RapidPro owns.</summary>
    public void Soil(IEnumerable<Guid> groups)
    {
        foreach (var uuid in groups.Distinct())
        {
            if (KeyOf(uuid) is { } key && _rows[key] is { Owner: GroupSource.RapidPro, Dirty: false } row)
            {
                Set(key, row with { Dirty = true });
            }
        }
    }

    /// <summary>Gives every group of the registry the name that it is to have in RapidPro, no two of them the same.</summary>
    public void Entitle()
    {
        var owned = _rows.Where(r => r.Value.Owner == GroupSource.Registry && r.Value.Name.Length > 0).ToList();
        foreach (var same in owned.GroupBy(r => NameTemplate.Fit(r.Value.Name, null), StringComparer.OrdinalIgnoreCase))
        {
            // The group that has the plain name keeps it.
            var first = true;
            foreach (var (key, row) in same.OrderBy(r => r.Value.Uuid is null).ThenBy(r => r.Value.Title != same.Key).ThenBy(r => r.Key, StringComparer.Ordinal))
            {
                Set(key, row with { Title = first ? same.Key : NameTemplate.Fit(row.Name, GroupRules.DistinctionOf(key)) });
                first = false;
            }
        }
    }

    /// <summary>Writes the rows that changed; notes that a batch made since they were read stay.</summary>
    public async Task SaveAsync(GroupLedger ledger, CancellationToken cancellationToken)
    {
        foreach (var key in _forgotten)
        {
            await ledger.Groups.ForgetAsync([key], cancellationToken);
        }

        _forgotten.Clear();
        var changed = _rows.Where(r => r.Value != _stored.GetValueOrDefault(r.Key)).ToDictionary();
        await ledger.Groups.ChangeAsync(changed.Keys, (key, now) => Merge(changed[key], _stored.GetValueOrDefault(key), now), cancellationToken);
        foreach (var (key, row) in changed)
        {
            _stored[key] = row;
        }
    }

    private static GroupRow Merge(GroupRow mine, GroupRow? before, GroupRow? now) => now is null || now == before ? mine : now with
    {
        Owner = mine.Owner,
        Name = mine.Name,
        Title = mine.Title,

        // Two readings at once: the other one may have made it.
        Uuid = mine.Uuid ?? (now.Uuid == before?.Uuid ? null : now.Uuid),
        Creating = mine.Creating || (mine.Uuid is null && now.Creating && before?.Creating is not true),
        Owed = mine.Owed,
        Made = mine.Made || now.Made,
        Count = mine.Count,
        Group = mine.Owner == GroupSource.Registry ? mine.Group : now.Group ?? mine.Group,
        Dirty = now.Dirty || (mine.Dirty && before?.Dirty is not true),
        Gone = mine.Gone,
    };

    private void Note(string key, GroupRow row)
    {
        if (row.Uuid is { } uuid)
        {
            _keys[uuid] = key;
        }
    }
}
