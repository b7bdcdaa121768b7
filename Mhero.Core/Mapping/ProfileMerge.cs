namespace Mhero.Core.Mapping;

/// <summary>
/// Three-way merge of a worker's two profiles. Each side is compared with its own last-seen form and not with the
/// other's, so a value that one side can only keep in part (a name that was cut, a facility that has no Location) is
/// not a change on every round.
/// </summary>
public static class ProfileMerge
{
    private static readonly HashSet<string> Nothing = [];

    /// <summary>
    /// Decides what to write. An attribute that one side changed or removed is carried to the other; one that both
    /// changed to the same is left; one that both changed differently is a conflict, which the policy decides. Numbers
    /// and WhatsApp addresses are merged one by one. Without last-seen forms, a value on one side fills the other.
    /// </summary>
    /// <param name="input">Both sides, now and before. Two profiles that are the same object are taken as unchanged.</param>
    /// <returns>The targets and the attributes to write; merging again after both were written gives none.</returns>
    public static MergeResult Merge(MergeInput input)
    {
        if (IsUnchanged(input.LastRegistry, input.Registry) && IsUnchanged(input.LastContact, input.Contact))
        {
            return new MergeResult(input.Registry, Nothing, input.Contact with { Active = input.Registry.Active }, Nothing, []);
        }

        var merge = new Merging(input);
        merge.Text(ProfileAttributes.Name, p => p.Name, (p, v) => p with { Name = v });
        merge.Text(ProfileAttributes.Language, p => p.Language, (p, v) => p with { Language = v });
        merge.List(ProfileAttributes.Numbers, p => p.Numbers, (p, v) => p with { Numbers = v });
        merge.List(ProfileAttributes.WhatsApp, p => p.WhatsApp, (p, v) => p with { WhatsApp = v });
        merge.Fields();
        return merge.Result();
    }

    /// <summary>What to keep of a side as its last-seen form, once both targets are written.</summary>
    /// <param name="seen">The side's profile as it was read back.</param>
    /// <param name="last">What was kept before; null at the first meeting.</param>
    /// <param name="deferred">The merge's <see cref="MergeResult.Deferred"/> attributes, whose old values stay.</param>
    public static WorkerProfile LastSeen(WorkerProfile seen, WorkerProfile? last, IReadOnlySet<string> deferred)
    {
        var kept = seen with { Unknown = [] };
        foreach (var attribute in deferred)
        {
            kept = attribute switch
            {
                ProfileAttributes.Name => kept with { Name = last?.Name },
                ProfileAttributes.Language => kept with { Language = last?.Language },
                ProfileAttributes.Numbers => kept with { Numbers = last?.Numbers ?? [] },
                ProfileAttributes.WhatsApp => kept with { WhatsApp = last?.WhatsApp ?? [] },
                _ when attribute.StartsWith(ProfileAttributes.FieldPrefix, StringComparison.Ordinal) =>
                    Keep(kept, last, attribute[ProfileAttributes.FieldPrefix.Length..]),
                _ => kept,
            };
        }

        return kept;

        static WorkerProfile Keep(WorkerProfile kept, WorkerProfile? last, string key) =>
            WithField(kept, key, last?.Fields.GetValueOrDefault(key));
    }

    private static WorkerProfile WithField(WorkerProfile profile, string key, string? value)
    {
        var fields = new Dictionary<string, string>(profile.Fields, StringComparer.Ordinal);
        if (value is null)
        {
            fields.Remove(key);
        }
        else
        {
            fields[key] = value;
        }

        return profile with { Fields = fields };
    }

    private static bool IsUnchanged(WorkerProfile? last, WorkerProfile now) =>
        last is not null && (ReferenceEquals(last, now) || ProfileComparer.Differences(last, now).Count == 0);

    private sealed class Merging(MergeInput input)
    {
        private readonly bool hasBase = input.LastRegistry is not null && input.LastContact is not null;
        private readonly HashSet<string> registryChanges = new(StringComparer.Ordinal);
        private readonly HashSet<string> contactChanges = new(StringComparer.Ordinal);
        private readonly HashSet<string> deferred = new(StringComparer.Ordinal);
        private readonly List<MergeConflict> conflicts = [];
        private readonly MergeSide policyWinner =
            input.Policy == ConflictPolicy.RegistryWins ? MergeSide.Registry : MergeSide.RapidPro;

        private WorkerProfile registry = input.Registry;
        private WorkerProfile contact = input.Contact with { Active = input.Registry.Active };

        public MergeResult Result() => new(registry, registryChanges, contact, contactChanges, conflicts) { Deferred = deferred };

        public void Text(string attribute, Func<WorkerProfile, string?> get, Func<WorkerProfile, string?, WorkerProfile> set)
        {
            var last = hasBase ? (get(input.LastRegistry!), get(input.LastContact!)) : default;
            switch (Decide(attribute, last, get(input.Registry), get(input.Contact)))
            {
                case MergeSide.Registry:
                    contact = set(contact, get(input.Registry));
                    contactChanges.Add(attribute);
                    break;
                case MergeSide.RapidPro:
                    registry = set(registry, get(input.Contact));
                    registryChanges.Add(attribute);
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
                Text(ProfileAttributes.Field(key), p => p.Fields.GetValueOrDefault(key), (p, v) => WithField(p, key, v));
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
                hasBase ? get(input.LastRegistry!) : [],
                hasBase ? get(input.LastContact!) : [],
                get(input.Registry),
                get(input.Contact));
            var (forRegistry, forContact) = IsOneWay(attribute) ? merge.OneWay(hasBase) : merge.TwoWay(hasBase, policyWinner);
            if (!forRegistry.SequenceEqual(get(input.Registry), StringComparer.Ordinal))
            {
                registry = set(registry, forRegistry);
                registryChanges.Add(attribute);
            }

            if (!forContact.SequenceEqual(get(input.Contact), StringComparer.Ordinal))
            {
                contact = set(contact, forContact);
                contactChanges.Add(attribute);
            }
        }

        private bool IsOneWay(string attribute) =>
            input.Direction == SyncDirection.RegistryToRapidPro || input.RegistryOnly.Contains(attribute);

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
                deferred.Add(attribute);
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
                // The registry says nothing about it and never did: RapidPro may keep what it has.
                return null;
            }

            if (!registryChanged || !contactChanged)
            {
                return registryChanged || oneWay ? MergeSide.Registry : MergeSide.RapidPro;
            }

            var winner = oneWay ? MergeSide.Registry : policyWinner;
            conflicts.Add(new MergeConflict(attribute, now, contactNow, winner));
            return winner;
        }
    }
}
