namespace Mhero.Core.Mapping.Profiles;

/// <summary>One merge in progress: decides attribute by attribute and collects both targets.</summary>
internal sealed class ProfileMerging(MergeInput input)
{
    private readonly bool _hasBase = input.LastRegistry is not null && input.LastContact is not null;
    private readonly HashSet<string> _registryChanges = new(StringComparer.Ordinal);
    private readonly HashSet<string> _contactChanges = new(StringComparer.Ordinal);
    private readonly HashSet<string> _deferred = new(StringComparer.Ordinal);
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);
    private readonly List<MergeConflict> _conflicts = [];
    private readonly MergeSide _policyWinner =
        input.Policy == ConflictPolicy.RegistryWins ? MergeSide.Registry : MergeSide.RapidPro;

    private WorkerProfile _registry = input.Registry;
    private WorkerProfile _contact = input.Contact with { Active = input.Registry.Active };

    public MergeResult Result() => new(_registry, _registryChanges, _contact, _contactChanges, _conflicts) { Deferred = _deferred, Held = _held };

    public void Text(string attribute, Func<WorkerProfile, string?> get, Func<WorkerProfile, string?, WorkerProfile> set)
    {
        var last = _hasBase ? (get(input.LastRegistry!), get(input.LastContact!)) : default;
        switch (Decide(attribute, last, get(input.Registry), get(input.Contact)))
        {
            case MergeSide.Registry:
                _contact = set(_contact, get(input.Registry));
                _contactChanges.Add(attribute);
                break;
            case MergeSide.RapidPro:
                _registry = set(_registry, get(input.Contact));
                _registryChanges.Add(attribute);
                break;
        }
    }

    public void Fields()
    {
        var keys = new SortedSet<string>(input.Registry.Fields.Keys, StringComparer.Ordinal);
        keys.UnionWith(input.Contact.Fields.Keys);
        keys.UnionWith(input.LastRegistry?.Fields.Keys ?? []);
        keys.UnionWith(input.LastContact?.Fields.Keys ?? []);
        keys.UnionWith(input.Registry.Unknown
            .Where(a => a.StartsWith(ProfileAttributes.FieldPrefix, StringComparison.Ordinal))
            .Select(a => a[ProfileAttributes.FieldPrefix.Length..]));
        foreach (var key in keys)
        {
            Text(ProfileAttributes.Field(key), p => p.Fields.GetValueOrDefault(key), (p, v) => ProfileMerge.WithField(p, key, v));
        }
    }

    public void List(
        string attribute,
        Func<WorkerProfile, IReadOnlyList<string>> get,
        Func<WorkerProfile, IReadOnlyList<string>, WorkerProfile> set)
    {
        if (IsDeferred(attribute))
        {
            return;
        }

        var merge = new ListMerge(
            _hasBase ? get(input.LastRegistry!) : [],
            _hasBase ? get(input.LastContact!) : [],
            get(input.Registry),
            get(input.Contact));
        var (forRegistry, forContact) = IsOneWay(attribute) ? merge.OneWay(_hasBase) : merge.TwoWay(_hasBase, _policyWinner);
        if (HoldsAdditionsTo(attribute) && forContact.Except(get(input.Registry)).Except(_hasBase ? get(input.LastContact!) : []).Any())
        {
            _held.Add(attribute);
        }

        if (!forRegistry.SequenceEqual(get(input.Registry), StringComparer.Ordinal))
        {
            _registry = set(_registry, forRegistry);
            _registryChanges.Add(attribute);
        }

        if (!forContact.SequenceEqual(get(input.Contact), StringComparer.Ordinal))
        {
            _contact = set(_contact, forContact);
            _contactChanges.Add(attribute);
        }
    }

    private bool IsOneWay(string attribute) =>
        input.Direction == SyncDirection.RegistryToRapidPro || input.RegistryOnly.Contains(attribute);

    private bool HoldsAdditionsTo(string attribute) => input.HoldsAdditions && !input.RegistryOnly.Contains(attribute);

    /// <summary>
    /// Without the registry's word nothing can be decided. RapidPro's silence about a field means that the field
    /// does not exist there, which takes nothing away from the registry.
    /// </summary>
    private bool IsDeferred(string attribute)
    {
        var isDeferred = input.Registry.Unknown.Contains(attribute)
            || (attribute is ProfileAttributes.Numbers or ProfileAttributes.WhatsApp && input.Contact.Unknown.Contains(attribute));
        if (isDeferred)
        {
            _deferred.Add(attribute);
        }

        return isDeferred;
    }

    /// <summary>The side whose value the other has to take; null when there is nothing to write.</summary>
    private MergeSide? Decide(string attribute, (string? Registry, string? Contact) last, string? now, string? contactNow)
    {
        if (IsDeferred(attribute) || ProfileComparer.SaySame(attribute, now, contactNow))
        {
            return null;
        }

        var registryChanged = now != last.Registry;
        var contactChanged = contactNow != last.Contact && !input.Contact.Unknown.Contains(attribute);
        if (!registryChanged && !contactChanged)
        {
            return null;
        }

        var oneWay = IsOneWay(attribute);
        if (oneWay && now is null && !registryChanged)
        {
            // The registry has no value and never had one: RapidPro may keep its own.
            if (contactChanged && HoldsAdditionsTo(attribute))
            {
                _held.Add(attribute);
            }

            return null;
        }

        if (!registryChanged || !contactChanged)
        {
            return registryChanged || oneWay ? MergeSide.Registry : MergeSide.RapidPro;
        }

        var winner = oneWay ? MergeSide.Registry : _policyWinner;
        _conflicts.Add(new MergeConflict(attribute, now, contactNow, winner));
        return winner;
    }
}
