using Mhero.Simulator.State;

namespace Mhero.Simulator;

public sealed partial class RapidProWorkspace
{
    private static readonly HashSet<string> FieldTypes = ["text", "number", "datetime", "state", "district", "ward"];

    private readonly Dictionary<string, FieldEntry> _fieldsByKey = new(StringComparer.Ordinal);
    private readonly List<GroupEntry> _groups = [];
    private FieldEntry[] _fields = [];
    private int _groupIds;

    /// <summary>The fields, oldest first.</summary>
    public IReadOnlyList<SimulatedField> Fields
    {
        get
        {
            lock (_gate)
            {
                return [.. _fields.Select(f => new SimulatedField(f.Key, f.Name, f.Type))];
            }
        }
    }

    /// <summary>The groups, oldest first.</summary>
    public IReadOnlyList<SimulatedGroup> Groups
    {
        get
        {
            lock (_gate)
            {
                return [.. _groups.Select(g => new SimulatedGroup(g.Uuid, g.Name, g.Query?.Text, g.Members.Count))];
            }
        }
    }

    /// <summary>Adds a contact field that is usable at once.</summary>
    /// <param name="name">The name that people see.</param>
    /// <param name="type"><c>text</c>, <c>number</c>, <c>datetime</c>, <c>state</c>, <c>district</c> or <c>ward</c>.</param>
    /// <param name="key">The key; null makes one of the name, as RapidPro does.</param>
    /// <returns>The field.</returns>
    /// <exception cref="ArgumentException">The type is none of these, or the key is taken.</exception>
    public SimulatedField AddField(string name, string type = "text", string? key = null)
    {
        if (!FieldTypes.Contains(type))
        {
            throw new ArgumentException($"RapidPro has no field type '{type}'.", nameof(type));
        }

        lock (_gate)
        {
            key ??= MakeKey(name);
            if (_fieldsByKey.ContainsKey(key))
            {
                throw new ArgumentException($"The workspace has a field '{key}' already.", nameof(key));
            }

            CreateField(key, name, type, usableAt: 0);
            return new SimulatedField(key, name, type);
        }
    }

    /// <summary>Adds a group that is usable at once. A smart group takes in the contacts that match, who count as changed.</summary>
    /// <param name="name">The group's name.</param>
    /// <param name="query">The query of a smart group; null for a static group.</param>
    /// <param name="uuid">The UUID; null makes one.</param>
    /// <returns>The group.</returns>
    /// <exception cref="ArgumentException">The name is taken, or the query is more than the simulator can evaluate.</exception>
    public SimulatedGroup AddGroup(string name, string? query = null, Guid? uuid = null) => AddGroup(name, query, uuid, system: false);

    private SimulatedGroup AddGroup(string name, string? query, Guid? uuid, bool system)
    {
        lock (_gate)
        {
            if (FindGroup(name) is not null)
            {
                throw new ArgumentException($"The workspace has a group '{name}' already.", nameof(name));
            }

            var group = CreateGroup(name, query is null ? null : new SmartQuery(query), uuid ?? NewUuid(), system, usableAt: 0);
            return new SimulatedGroup(group.Uuid, name, query, group.Members.Count);
        }
    }

    /// <summary>Runs something against the assets under the lock: the endpoints' way in.</summary>
    internal T WithLock<T>(Func<RapidProWorkspace, T> work)
    {
        lock (_gate)
        {
            return work(this);
        }
    }

    // What follows expects the lock to be held.

    internal FieldEntry[] FieldEntries => _fields;

    internal List<GroupEntry> GroupEntries => _groups;

    internal FieldEntry? FindField(string key) => _fieldsByKey.GetValueOrDefault(key);

    internal GroupEntry? FindGroup(string uuidOrName) =>
        _groups.Find(g => string.Equals(g.Name, uuidOrName, StringComparison.OrdinalIgnoreCase))
        ?? (Guid.TryParseExact(uuidOrName, "D", out var uuid) ? _groups.Find(g => g.Uuid == uuid) : null);

    /// <summary>When something created by an API request now can be used in contact writes.</summary>
    internal long UsableAt() => Micros.From(_clock.GetUtcNow()) + _assetDelay;

    internal bool IsUsable(long usableAt) => usableAt == 0 || Micros.From(_clock.GetUtcNow()) >= usableAt;

    internal FieldEntry CreateField(string key, string name, string type, long usableAt)
    {
        var field = new FieldEntry(_fields.Length, key) { Name = name, Type = type, UsableAt = usableAt };
        _fieldsByKey.Add(key, field);
        _fields = [.. _fields, field];
        return field;
    }

    internal GroupEntry CreateGroup(string name, SmartQuery? query, Guid uuid, bool system, long usableAt)
    {
        var group = new GroupEntry(++_groupIds, uuid) { Name = name, Query = query, System = system, UsableAt = usableAt };
        _groups.Add(group);
        if (query is not null)
        {
            Touch(_byId.Where(c => query.Matches(c, _fieldsByKey)));
        }

        return group;
    }

    internal void DeleteGroup(GroupEntry group)
    {
        _groups.Remove(group);
        var members = group.Members.Select(k => _byId[k.Id - 1]).ToList();
        Touch(members.Select(c => c with { Groups = [.. c.Groups.Where(g => g != group)] }));
    }

    /// <summary>Commits contacts that one statement changed: they share their time, as in RapidPro.</summary>
    private void Touch(IEnumerable<ContactState> contacts)
    {
        var changed = contacts.ToList();
        if (changed.Count > 0)
        {
            var tick = Tick();
            changed.ForEach(c => Commit(c with { ModifiedOn = tick }));
        }
    }

    internal static string MakeKey(string name) =>
        string.Join('_', name.ToLowerInvariant().Split([.. name.ToLowerInvariant().Where(c => !char.IsAsciiLetterOrDigit(c)).Distinct()], StringSplitOptions.RemoveEmptyEntries));
}
