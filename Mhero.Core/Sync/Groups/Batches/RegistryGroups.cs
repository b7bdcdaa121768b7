using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Mhero.Core.Sync.Groups.Ledger;
using Mhero.Core.Sync.Groups.Polling;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Groups.Batches;

/// <summary>
/// Keeps the registry's Group of a group that RapidPro owns. R4 knows Groups of one kind of member only, so a group of health
/// workers and patients is two: one of practitioners, one of persons (docs/mapping/groups.md).
/// </summary>
internal sealed class RegistryGroups(FhirGateway fhir, GroupLedger ledger, IOptions<GroupSyncOptions> options)
{
    private const string Practitioners = "practitioner";
    private const string Persons = "person";

    /// <summary>The members of groups of RapidPro, as far as mHero knows their workers.</summary>
    /// <param name="groups">UUIDs of the groups.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>References of workers by group, and how many contacts are linked to no worker.</returns>
    public async Task<Dictionary<Guid, (SortedSet<string> Workers, int Unknown)>> MembersOfAsync(IReadOnlySet<Guid> groups, CancellationToken cancellationToken)
    {
        var found = groups.ToDictionary(g => g, _ => (Workers: new SortedSet<string>(StringComparer.Ordinal), Unknown: 0));
        if (groups.Count == 0)
        {
            return found;
        }

        await foreach (var (_, member) in ledger.MembersAsync(cancellationToken))
        {
            foreach (var group in member.Groups.Where(groups.Contains))
            {
                var (workers, unknown) = found[group];
                if (member.Worker is { } worker)
                {
                    workers.Add(worker);
                }
                else
                {
                    found[group] = (workers, unknown + 1);
                }
            }
        }

        return found;
    }

    /// <summary>Writes a group's members into the registry, where they are not what they should be.</summary>
    /// <param name="work">The item.</param>
    /// <param name="row">Its group.</param>
    /// <param name="workers">References of all who are in it.</param>
    /// <param name="unknown">The number of further members that the registry does not know.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="FhirException">The registry cannot be written.</exception>
    public async Task WriteAsync(Work<GroupItem> work, GroupRow row, IReadOnlyCollection<string> workers, int unknown, CancellationToken cancellationToken)
    {
        var key = work.Item.Group;
        var byType = workers.ToLookup(w => WorkerTypes.Split(w)?.Type);
        var practitioners = await SaveAsync(row, Practitioners, row.Group, [.. byType[WorkerTypes.Practitioner]], always: true, cancellationToken);
        var patients = await SaveAsync(row, Persons, row.PatientGroup, [.. byType[WorkerTypes.Patient]], always: false, cancellationToken);
        var hash = RegistryGroupReader.HashOf(workers.Append("name:" + row.Name));
        var (added, removed) = (practitioners.Added + patients.Added, practitioners.Removed + patients.Removed);
        work.Counts = work.Counts
            .Add(OutcomeOf(practitioners.Outcome, patients.Outcome))
            .Add(SyncCounts.MembersAdded, added)
            .Add(SyncCounts.MembersRemoved, removed)
            .Add(SyncCounts.MembersPutBack, row.Hash == hash ? added + removed : 0)
            .Add(SyncCounts.MembersPending, unknown)
            .Add(SyncCounts.Issues, byType[WorkerTypes.Person].Count());
        if (row.Gone)
        {
            await ledger.Groups.ForgetAsync([key], cancellationToken);
        }
        else
        {
            // A change noted while this was written is handled by its own item.
            await ledger.Groups.ChangeAsync(
                [key],
                (_, now) => now is null ? null : now with
                {
                    Group = practitioners.Id,
                    PatientGroup = patients.Id,
                    Version = GroupOwnershipResolver.VersionOf(practitioners.Version, patients.Version),
                    Hash = hash,
                    Dirty = now.Name != row.Name,
                },
                cancellationToken);
        }

        work.Finish(ItemState.Done);
    }

    private static SyncCounts OutcomeOf(SaveOutcome? one, SaveOutcome? other) =>
        OutcomeCounts.Groups.Of(one == SaveOutcome.Created ? SaveOutcome.Created
            : one == SaveOutcome.Updated || other is SaveOutcome.Created or SaveOutcome.Updated ? SaveOutcome.Updated
            : SaveOutcome.Unchanged);

    /// <summary>Writes one of the Groups.</summary>
    /// <param name="row">The row that it is made from.</param>
    /// <param name="type">The kind of its members.</param>
    /// <param name="id">Its id; null when it is not known to exist.</param>
    /// <param name="members">References of all its members.</param>
    /// <param name="always">Whether there is to be a Group without members too.</param>
    /// <param name="cancellationToken">Cancels.</param>
    private async Task<(string? Id, string? Version, SaveOutcome? Outcome, int Added, int Removed)> SaveAsync(
        GroupRow row, string type, string? id, HashSet<string> members, bool always, CancellationToken cancellationToken)
    {
        if (id is null && members.Count == 0 && (!always || row.Gone))
        {
            return default;
        }

        if (id is null)
        {
            var condition = new FhirSearch("Group").Where("identifier", MheroSystems.GroupUuid, row.Uuid!.Value.ToString()).With("type", type);
            var created = await fhir.CreateIfNoneAsync(New(row, type, members), condition, cancellationToken);
            if (created.Outcome == SaveOutcome.Created)
            {
                return (created.Resource.Id, created.Resource.Meta?.VersionId, SaveOutcome.Created, members.Count, 0);
            }

            id = created.Resource.Id!;
        }

        var (added, removed) = (0, 0);
        try
        {
            var saved = await fhir.UpdateAsync<Group>(id, current => Merge(current, row, type, members, out added, out removed), cancellationToken);
            return (id, saved.Resource.Meta?.VersionId, saved.Outcome, added, removed);
        }
        catch (FhirException e) when (e.Kind == FhirErrorKind.NotFound)
        {
            // A user deleted it; it is the registry's copy of RapidPro's group.
            return await SaveAsync(row, type, null, members, always, cancellationToken);
        }
    }

    private static Group New(GroupRow row, string type, HashSet<string> members)
    {
        var group = new Group { Meta = new Meta { Tag = [new Coding(MheroSystems.Tags, MheroSystems.GeneratedTag)] } };
        group.Identifier.Add(new Identifier(MheroSystems.GroupUuid, row.Uuid!.Value.ToString()));
        group.Active = true;
        group.Type = type == Practitioners ? Group.GroupType.Practitioner : Group.GroupType.Person;
        group.Actual = true;
        group.Name = row.Name;
        group.Member = [.. members.Order(StringComparer.Ordinal).Select(m => new Group.MemberComponent { Entity = new ResourceReference(m) })];
        return group;
    }

    /// <summary>The Group with its name and members as they are to be, all else as it is; null when it is so already.</summary>
    private Group? Merge(Group current, GroupRow row, string type, HashSet<string> members, out int added, out int removed)
    {
        var present = new HashSet<string>();
        var kept = new List<Group.MemberComponent>(members.Count);
        var changed = false;
        foreach (var member in current.Member)
        {
            var reference = ResourceLocation.Parse(member.Entity?.Reference) is ({ } t, { } i, _) ? $"{t}/{i}" : null;
            if (reference is null || !members.Contains(reference) || !present.Add(reference))
            {
                continue;
            }

            if (member.InactiveElement?.JsonValue is true)
            {
                (member.Inactive, changed) = (null, true);
            }

            kept.Add(member);
        }

        removed = current.Member.Count - kept.Count;
        kept.AddRange(members.Where(m => !present.Contains(m)).Order(StringComparer.Ordinal).Select(m => new Group.MemberComponent { Entity = new ResourceReference(m) }));
        added = kept.Count - present.Count;
        var active = !(row.Gone && options.Value.UnusedGroups == UnusedGroupPolicy.Delete);
        var uuid = row.Uuid!.Value.ToString();
        if (!changed && added + removed == 0 && current.Name == row.Name && (current.Active is not false) == active
            && current.Identifier.Exists(i => i.System == MheroSystems.GroupUuid && i.Value == uuid)
            && (current.TypeElement?.JsonValue as string) == type)
        {
            return null;
        }

        if (!current.Identifier.Exists(i => i.System == MheroSystems.GroupUuid && i.Value == uuid))
        {
            current.Identifier.RemoveAll(i => i.System == MheroSystems.GroupUuid);
            current.Identifier.Add(new Identifier(MheroSystems.GroupUuid, uuid));
        }

        (current.Name, current.Member, current.Actual) = (row.Name, kept, true);
        current.Type = type == Practitioners ? Group.GroupType.Practitioner : Group.GroupType.Person;
        if ((current.Active is not false) != active)
        {
            current.Active = active;
        }

        return current;
    }
}
