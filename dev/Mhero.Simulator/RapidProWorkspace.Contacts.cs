using Mhero.Simulator.State;

namespace Mhero.Simulator;

public sealed partial class RapidProWorkspace
{
    private readonly List<ContactState> _byId = [];
    private readonly Dictionary<Guid, int> _byUuid = [];
    private readonly Dictionary<string, int> _byUrn = new(StringComparer.Ordinal);
    private readonly SortedSet<PageKey> _living = [];
    private readonly SortedSet<PageKey> _deleted = [];

    /// <summary>How many contacts there are, without the deleted ones.</summary>
    public int ContactCount
    {
        get
        {
            lock (_gate)
            {
                return _living.Count;
            }
        }
    }

    /// <summary>Every contact that is not deleted, in the order of creation.</summary>
    public IReadOnlyList<SimulatedContact> Contacts
    {
        get
        {
            lock (_gate)
            {
                return [.. _byId.Where(c => !c.Deleted).Select(Snapshot)];
            }
        }
    }

    /// <summary>The contact with a UUID, a deleted one too; null when there is none.</summary>
    /// <param name="uuid">The contact's UUID.</param>
    /// <returns>A snapshot, or null.</returns>
    public SimulatedContact? FindByUuid(Guid uuid)
    {
        lock (_gate)
        {
            return FindContact(uuid) is { } contact ? Snapshot(contact) : null;
        }
    }

    /// <summary>The contact that owns a URN; null when no contact does.</summary>
    /// <param name="urn">The URN in any spelling that RapidPro would normalise.</param>
    /// <returns>A snapshot, or null.</returns>
    public SimulatedContact? FindByUrn(string urn)
    {
        var normalized = _urns.Normalize(urn);
        lock (_gate)
        {
            return normalized is not null && FindContact(normalized) is { } contact ? Snapshot(contact) : null;
        }
    }

    /// <summary>Seeds a contact.</summary>
    /// <param name="contact">The contact. Its groups and fields must exist.</param>
    /// <returns>The contact as it was stored.</returns>
    /// <exception cref="ArgumentException">A URN is invalid or owned, or a group or field is missing.</exception>
    public SimulatedContact AddContact(SimulatedContact contact)
    {
        lock (_gate)
        {
            var created = contact.CreatedOn is { } time ? Micros.From(time) : Tick();
            var modified = contact.ModifiedOn is { } change ? Micros.From(change) : created;
            _lastTick = Math.Max(_lastTick, modified);
            var blank = new ContactState
            {
                Id = _byId.Count + 1,
                Uuid = contact.Uuid == Guid.Empty ? NewUuid() : contact.Uuid,
                CreatedOn = created,
                ModifiedOn = modified,
            };
            if (_byUuid.ContainsKey(blank.Uuid))
            {
                throw new ArgumentException($"There is a contact {blank.Uuid} already.", nameof(contact));
            }

            return Snapshot(Commit(Fill(blank, contact, Snapshot(blank))));
        }
    }

    /// <summary>
    /// Changes a contact as a person in RapidPro's pages would: anything but its UUID and its times, which are set here.
    /// </summary>
    /// <param name="uuid">The contact's UUID.</param>
    /// <param name="change">Returns the changed contact.</param>
    /// <returns>The contact as it is now.</returns>
    /// <exception cref="ArgumentException">The contact does not exist, a URN is invalid or owned, or a group or field is missing.</exception>
    public SimulatedContact Edit(Guid uuid, Func<SimulatedContact, SimulatedContact> change)
    {
        lock (_gate)
        {
            var contact = FindContact(uuid) ?? throw new ArgumentException($"The contact {uuid} does not exist.", nameof(uuid));
            var before = Snapshot(contact);
            return Snapshot(Commit(Fill(contact, change(before), before) with { ModifiedOn = Tick() }));
        }
    }

    private ContactState Fill(ContactState state, SimulatedContact wanted, SimulatedContact before)
    {
        var urns = wanted.Urns.Select(u => ReadUrn(u) is { IsValid: true } urn ? urn : throw new ArgumentException($"Invalid URN: {u}")).ToArray();
        if (Array.Find(urns, u => _byUrn.TryGetValue(u.Identity, out var owner) && owner != state.Id) is { } owned)
        {
            throw new ArgumentException($"URN belongs to another contact: {owned.Identity}");
        }

        var values = state.Values;
        foreach (var (key, text) in wanted.Fields)
        {
            if (text != before.Fields.GetValueOrDefault(key))
            {
                var field = FindField(key) ?? throw new ArgumentException($"The workspace has no field '{key}'.");
                values = WithValue(values, field.Ordinal, _values.Read(text));
            }
        }

        var groups = wanted.Groups.Select(name => FindGroup(name) ?? throw new ArgumentException($"The workspace has no group '{name}'."));
        return state with
        {
            Name = wanted.Name,
            Language = wanted.Language,
            Status = wanted.Status,
            Urns = wanted.Deleted ? [] : urns,
            Values = values,
            Groups = [.. groups.Where(g => !g.IsSmart)],
            Flow = wanted.Flow,
            Notes = wanted.Notes.SequenceEqual(before.Notes) ? state.Notes : [.. wanted.Notes.Select(text => new StoredNote(text, Tick()))],
            LastSeenOn = wanted.LastSeenOn is { } seen ? Micros.From(seen) : null,
            Deleted = wanted.Deleted,
        };
    }

    private SimulatedContact Snapshot(ContactState contact) => new()
    {
        Uuid = contact.Uuid,
        Name = contact.Name,
        Language = contact.Language,
        Status = contact.Status,
        Urns = [.. contact.Urns.Select(u => u.WithDisplay)],
        Groups = [.. contact.Groups.Select(g => g.Name)],
        Fields = _fields.ToDictionary(f => f.Key, f => contact.Value(f.Ordinal)?.Shown(f.Type), StringComparer.Ordinal),
        Flow = contact.Flow,
        Notes = [.. contact.Notes.Select(n => n.Text)],
        CreatedOn = Micros.ToTime(contact.CreatedOn),
        ModifiedOn = Micros.ToTime(contact.ModifiedOn),
        LastSeenOn = contact.LastSeenOn is { } seen ? Micros.ToTime(seen) : null,
        Deleted = contact.Deleted,
    };

    internal StoredUrn? ReadUrn(string text) => _urns.Normalize(text);

    internal string ShowUrn(StoredUrn urn) => urn.Shown(_urns);

    internal FieldValue? ReadValue(string? text) => _values.Read(text);

    // What follows expects the lock to be held.

    internal ContactState? FindContact(Guid uuid) => _byUuid.TryGetValue(uuid, out var id) ? _byId[id - 1] : null;

    internal ContactState? FindContact(StoredUrn urn) => _byUrn.TryGetValue(urn.Identity, out var id) ? _byId[id - 1] : null;

    internal SortedSet<PageKey> Poller(bool deleted) => deleted ? _deleted : _living;

    internal List<ContactState> Load(List<PageKey> keys) => keys.ConvertAll(k => _byId[k.Id - 1]);

    /// <summary>A new, unsaved contact.</summary>
    internal ContactState NewContact()
    {
        var now = Tick();
        return new ContactState { Id = _byId.Count + 1, Uuid = NewUuid(), CreatedOn = now, ModifiedOn = now };
    }

    /// <summary>Saves a change and gives it its time. Its URNs are removed from the contacts that have them.</summary>
    internal ContactState Save(ContactState contact)
    {
        foreach (var urn in contact.Urns)
        {
            if (FindContact(urn) is { } owner && owner.Id != contact.Id)
            {
                Commit(owner with { Urns = [.. owner.Urns.Where(u => u.Identity != urn.Identity)], ModifiedOn = Tick() });
            }
        }

        return Commit(contact with { ModifiedOn = Tick() });
    }

    /// <summary>Saves a contact that has its time already, and keeps every index right.</summary>
    internal ContactState Commit(ContactState next)
    {
        var old = next.Id <= _byId.Count ? _byId[next.Id - 1] : null;
        next = _engine.Reconcile(next);
        next = next with { Groups = DecideGroups(next) };
        if (old is null)
        {
            _byId.Add(next);
            _byUuid.Add(next.Uuid, next.Id);
        }
        else
        {
            _byId[next.Id - 1] = next;
            Poller(old.Deleted).Remove(old.Key);
            foreach (var group in old.Groups)
            {
                group.Members.Remove(old.Key);
            }

            foreach (var urn in old.Urns)
            {
                _byUrn.Remove(urn.Identity);
            }
        }

        Poller(next.Deleted).Add(next.Key);
        foreach (var group in next.Groups)
        {
            group.Members.Add(next.Key);
        }

        foreach (var urn in next.Urns)
        {
            _byUrn[urn.Identity] = next.Id;
        }

        return next;
    }

    /// <summary>The static groups of an active contact and the smart ones that it matches, by id.</summary>
    private GroupEntry[] DecideGroups(ContactState contact)
    {
        if (!contact.IsActive)
        {
            return [];
        }

        var groups = new List<GroupEntry>();
        foreach (var group in _groups)
        {
            if (group.Query is { } query ? query.Matches(contact, _fieldsByKey) : Array.IndexOf(contact.Groups, group) >= 0)
            {
                groups.Add(group);
            }
        }

        return groups.Count == 0 ? [] : [.. groups];
    }

    internal static FieldValue?[] WithValue(FieldValue?[] values, int ordinal, FieldValue? value)
    {
        if (value is null && ordinal >= values.Length)
        {
            return values;
        }

        var changed = new FieldValue?[Math.Max(values.Length, ordinal + 1)];
        values.CopyTo(changed, 0);
        changed[ordinal] = value;
        return changed;
    }
}
