using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Phones;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Contacts.Bulk;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Contacts.Polling;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>Decides what has to be written so that both sides of a pair agree. Reads and writes nothing itself.</summary>
internal sealed class PairPlanner(
    IOptions<ContactSyncOptions> options,
    IOptions<ContactMappingOptions> mapping,
    WorkerToProfile workerToProfile,
    ContactToProfile contactToProfile,
    ProfileToContactWrite profileToContactWrite,
    ProfileToWorker profileToWorker,
    WorkspaceFields workspaceFields,
    TimeProvider time)
{
    private static readonly HashSet<string> Nothing = [];

    private readonly IReadOnlySet<string> _registryOnly = mapping.Value.RegistryOnlyAttributes();
    private readonly IReadOnlyDictionary<string, ContactFieldMap> _fields = mapping.Value.MappedFields;
    private readonly List<string> _facilities =
        [.. mapping.Value.MappedFields.Where(f => f.Value.Element == ContactElement.Facility).Select(f => f.Key)];

    private ContactSyncOptions Options => options.Value;

    /// <summary>Plans an open pair, or finishes it when nothing is to be done.</summary>
    /// <param name="pair">The pair, matched.</param>
    /// <param name="places">The places that its roles and fields name.</param>
    /// <param name="contactsKnown">Whether RapidPro's contacts were once read to their end.</param>
    /// <param name="workersKnown">Whether the registry's workers were once read to their end.</param>
    public void Plan(Pair pair, PlaceIndex places, bool contactsKnown, bool workersKnown)
    {
        if (pair is { Worker: not null, Contact: not null })
        {
            pair.Plan = PlanBoth(pair, places);
        }
        else if (pair.Worker is not null)
        {
            PlanNewContact(pair, places, contactsKnown);
        }
        else if (pair.WorkerGone)
        {
            PlanGoneWorker(pair);
        }
        else if (pair.Contact is not null)
        {
            PlanNewWorker(pair, places, workersKnown);
        }
        else
        {
            pair.Finish(ItemState.Skipped, SyncCodes.RecordMissing, "Neither side has the worker or contact any more.");
        }
    }

    /// <summary>The contact as it was last agreed.</summary>
    public WorkerProfile BaseOf(ContactRow row) => row.Base ?? contactToProfile.Map(row.Contact).Value;

    /// <summary>
    /// The contact's row after a pair was processed; the base is stored only where it differs from the contact.
    /// </summary>
    public ContactRow RowAfter(Pair pair) => new()
    {
        Worker = pair.Reference,
        Contact = pair.Contact!,
        Taken = TakenAfter(pair) is { Count: > 0 } taken ? taken : null,
        Base = pair.Plan is not { } plan || plan.Deferred.Count + plan.Held.Count == 0 ? null : BaseAfter(contactToProfile.Map(pair.Contact!).Value, plan),
    };

    /// <summary>
    /// The values that both sides agreed on. A held list waits for the worker to be active, but of what it has in common with the registry a
    /// later loss has to be seen.
    /// </summary>
    private static WorkerProfile BaseAfter(WorkerProfile contact, PairPlan plan)
    {
        var last = plan.Agreed ?? new();
        if (plan.Held.Contains(ProfileAttributes.Numbers))
        {
            last = last with { Numbers = [.. last.Numbers.Union(contact.Numbers.Intersect(plan.Registry.Numbers))] };
        }

        if (plan.Held.Contains(ProfileAttributes.WhatsApp))
        {
            last = last with { WhatsApp = [.. last.WhatsApp.Union(contact.WhatsApp.Intersect(plan.Registry.WhatsApp))] };
        }

        return ProfileMerge.LastSeen(contact, last, plan.Deferred.Union(plan.Held).ToHashSet());
    }

    /// <summary>The worker as the registry describes it now.</summary>
    public MappingResult<WorkerProfile> ProfileOf(HealthWorker worker, PlaceIndex places) =>
        workerToProfile.Map(new(worker, places, Today));

    /// <summary>Plans that the worker gets the UUID of the contact that was just made for it.</summary>
    public PairPlan PlanLink(Pair pair, PlaceIndex places)
    {
        var update = profileToWorker.Map(new(pair.Worker, TypeOf(pair), pair.Plan!.Registry, Nothing, pair.Contact!.Uuid, places, Today));
        return pair.Plan with { WorkerUpdate = update.Value.PersonChanged ? update.Value : null };
    }

    /// <summary>Plans that the worker no longer names a contact; null when it names none.</summary>
    public WorkerUpdate? PlanUnlink(HealthWorker worker, PlaceIndex places)
    {
        var attributes = new HashSet<string> { ProfileAttributes.ContactUuid };
        var update = profileToWorker.Map(new(worker, worker.Person.TypeName, new(), attributes, null, places, Today)).Value;
        return update.PersonChanged ? update : null;
    }

    /// <summary>
    /// Plans the changes that a POSTed resource makes to the one in the registry: the mapped attributes that it fills in.
    /// Attributes that it
    /// leaves out stay as they are. Null when it changes nothing.
    /// </summary>
    public WorkerUpdate? PlanPosted(HealthWorker existing, HealthWorker posted)
    {
        var now = ProfileOf(existing, PlaceIndex.Empty).Value;
        var wanted = ProfileOf(posted, PlaceIndex.Empty).Value;
        var attributes = ProfileAttributes.Present(wanted).Intersect(ProfileComparer.Differences(now, wanted)).ToHashSet();
        var update = profileToWorker.Map(new(existing, existing.Person.TypeName, wanted, attributes, workerToProfile.ContactOf(existing.Person), PlaceIndex.Empty, Today)).Value;
        return update.PersonChanged ? update : null;
    }

    /// <summary>The facilities that the contact's fields name.</summary>
    public IEnumerable<string> FacilitiesOf(Contact contact) =>
        _facilities.Select(key => contact.Fields.GetValueOrDefault(key)).OfType<string>().Where(f => !string.IsNullOrWhiteSpace(f));

    // A number that the registry gave to the worker and another contact owns stays undecided, as one that was taken over in RapidPro: without
    // it in the row the next check would find nothing to do and close the review.
    private List<string> TakenAfter(Pair pair) => pair.Plan is not { } plan ? [] :
    [
        .. plan.TakenNumbers
            .Union(TakenNumbers.AddressesOf(plan.Registry).Where(a => pair.ForeignNumbers.Contains(ContactLedger.NumberKey(a))), StringComparer.Ordinal)
            .Except(TakenNumbers.AddressesOf(contactToProfile.Map(pair.Contact!).Value), StringComparer.Ordinal),
    ];

    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    private PairPlan PlanBoth(Pair pair, PlaceIndex places)
    {
        var registry = ProfileOf(pair.Worker!, places);
        var contact = contactToProfile.Map(pair.Contact!);
        var linked = pair.ContactRow?.Row.Worker == pair.Reference && pair.WorkerRow?.Row.Contact == pair.Contact!.Uuid;

        var lastRegistry = linked ? pair.WorkerRow!.Value.Row.Profile : null;
        var lastContact = linked ? BaseOf(pair.ContactRow!.Value.Row) : null;
        lastContact = lastContact is null ? null : PhoneIdentity.SpellWhatsApp(lastContact, registry.Value, lastRegistry);
        var spelled = PhoneIdentity.SpellWhatsApp(contact.Value, registry.Value, lastRegistry);
        var (ofRegistry, ofContact) = TypedFields.Apply(registry.Value, spelled, lastContact, _fields, workspaceFields.Types);
        if (pair.Bulk?.Row is { } row)
        {
            (lastRegistry, lastContact) = ImportedBase.Of([.. row.Versions().Select(r => (r, FileOf(r)))], lastRegistry, lastContact, ofContact);
        }

        (ofContact, var restored) = RestoreWrittenOver(pair, lastContact, ofContact);
        var taken = TakenNumbers.Of(pair, ofRegistry, ofContact);
        (lastRegistry, lastContact, ofContact) = TakenNumbers.Hold(taken, pair.ReleasedNumbers, lastRegistry, lastContact, ofContact);

        // The contact of a worker who has left must not change the registry: its cadre must not become a role again.
        var direction = registry.Value.Active ? Options.Direction : SyncDirection.RegistryToRapidPro;
        var merged = ProfileMerge.Merge(new(lastRegistry, lastContact, ofRegistry, ofContact, Options.Conflicts, direction)
        {
            RegistryOnly = _registryOnly,
            HoldsAdditions = direction != Options.Direction,
        });
        var toContact = TakenNumbers.Without(Without(merged.Contact, pair.ForeignNumbers), taken);
        var changes = merged.ContactChanges.Union(restored.Select(c => c.Attribute)).ToHashSet();
        var write = profileToContactWrite.Map(new(
            toContact, changes, pair.Contact, IsLinkedTo(pair.Contact!, pair.Reference!) ? null : IdOf(pair), TypeOf(pair), [])
        { FieldTypes = workspaceFields.Types });
        var update = profileToWorker.Map(new(
            pair.Worker, TypeOf(pair), merged.Registry, merged.RegistryChanges, pair.Contact!.Uuid, places, Today));
        var after = update.Value.PersonChanged || update.Value.ChangedRoles.Count > 0 ? ProfileOf(update.Value.Worker, places).Value : ofRegistry;
        var undecided = direction == SyncDirection.TwoWay
            ? [.. merged.Deferred, .. ofContact.Unknown, .. ofRegistry.Unknown, .. _registryOnly]
            : merged.Contact.Fields.Keys.Select(ProfileAttributes.Field);
        pair.WorkerIssues =
        [
            .. WorkerIssueFinder.OfRegistry(pair.Worker!, registry),
            .. WorkerIssueFinder.OfContact(pair.Reference!, merged.Contact, after, undecided),
        ];
        return new PairPlan
        {
            Registry = merged.Registry,
            ContactWrite = write.Value.IsEmpty ? null : write.Value,
            ContactChanges = changes,
            RegistryChanges = merged.RegistryChanges,
            LostNumbers = [.. TakenNumbers.AddressesOf(ofRegistry).Except(TakenNumbers.AddressesOf(merged.Registry))],
            TakenNumbers = [.. taken],
            WorkerUpdate = update.Value.PersonChanged || update.Value.ChangedRoles.Count > 0 ? update.Value : null,
            Conflicts = [.. merged.Conflicts, .. restored],
            Deferred = merged.Deferred,
            Held = merged.Held,
            Agreed = linked ? BaseOf(pair.ContactRow!.Value.Row) : null,
            Issues = [.. registry.Issues, .. contact.Issues, .. write.Issues, .. update.Issues],
            Action = ActionFor(pair.Contact, registry.Value.Active, pair.WorkerRow?.Row.Blocked is true),
        };
    }

    private WorkerProfile FileOf(BulkRow row) => BulkHolds.FileOf(row, contactToProfile, _fields, workspaceFields.Types);

    /// <summary>Takes what an import wrote over the contact of another worker for no change, and names what has to be written back.</summary>
    private (WorkerProfile Contact, IReadOnlyList<MergeConflict> Restored) RestoreWrittenOver(Pair pair, WorkerProfile? lastContact, WorkerProfile contact)
    {
        if (pair.WrittenOver is not { } row || lastContact is null)
        {
            return (contact, []);
        }

        var (before, attributes) = ImportedBase.Without(row, FileOf(row), lastContact, contact);
        return (before, [.. attributes.Order(StringComparer.Ordinal).Select(a => new MergeConflict(a, TextOf(before, a), TextOf(contact, a), MergeSide.Registry))]);
    }

    private static string? TextOf(WorkerProfile profile, string attribute) => attribute switch
    {
        ProfileAttributes.Name => profile.Name,
        ProfileAttributes.Language => profile.Language,
        ProfileAttributes.Numbers => string.Join(' ', profile.Numbers),
        ProfileAttributes.WhatsApp => string.Join(' ', profile.WhatsApp),
        _ => profile.Fields.GetValueOrDefault(attribute[ProfileAttributes.FieldPrefix.Length..]),
    };

    private void PlanNewContact(Pair pair, PlaceIndex places, bool contactsKnown)
    {
        var profile = ProfileOf(pair.Worker!, places);
        pair.KnownProfile = profile.Value;
        pair.WorkerIssues = WorkerIssueFinder.OfRegistry(pair.Worker!, profile);
        var sendable = Without(profile.Value, pair.ForeignNumbers);
        if (!profile.Value.Active)
        {
            pair.Finish(ItemState.Skipped);
        }
        else if (pair.WorkerRow?.Row.Abandoned is true && pair.Item.Decision is null)
        {
            pair.Finish(ItemState.Skipped);
        }
        else if (!contactsKnown)
        {
            pair.Finish(ItemState.Postponed, SyncCodes.OtherSideUnread, "RapidPro's contacts have to be read to their end first.");
        }
        else
        {
            string[] groups = string.IsNullOrWhiteSpace(Options.Group) ? [] : [Options.Group];
            var write = profileToContactWrite.Map(new(sendable, ProfileAttributes.Present(sendable), null, IdOf(pair), TypeOf(pair), groups)
            { FieldTypes = workspaceFields.Types });
            if (write.Value.Urns is not { Count: > 0 } && pair.ForeignNumbers.Count > 0)
            {
                pair.RequestReview(SyncCodes.NumberOfAnother, "All numbers of the worker belong to other contacts: give the worker a number in the registry, or release one in RapidPro.", []);
                return;
            }

            if (write.Value.Urns is not { Count: > 0 })
            {
                pair.Finish(ItemState.Skipped, SyncCodes.NoNumber, "The worker has no number that a contact could be made with.");
                return;
            }

            pair.Plan = new PairPlan
            {
                Registry = profile.Value,
                ContactWrite = write.Value,
                ContactChanges = Nothing,
                Issues = [.. profile.Issues, .. write.Issues],
            };
        }
    }

    private void PlanNewWorker(Pair pair, PlaceIndex places, bool workersKnown)
    {
        var contact = pair.Contact!;
        var profile = contactToProfile.Map(contact);
        if (!Options.MayImport(contact))
        {
            pair.Finish(ItemState.Skipped);
        }
        else if (profile.Value.Name is null && contact.Urns.Count == 0)
        {
            pair.Finish(ItemState.Skipped, SyncCodes.RecordMissing, "The contact has neither a name nor an address.");
        }
        else if (!workersKnown)
        {
            pair.Finish(ItemState.Postponed, SyncCodes.OtherSideUnread, "The registry's workers have to be read to their end first.");
        }
        else
        {
            var type = contact.Fields.GetValueOrDefault(ContactSnapshot.EntityType) is { } t && WorkerTypes.IsWorker(t) ? t : WorkerTypes.Practitioner;
            var update = profileToWorker.Map(new(null, type, profile.Value, ProfileAttributes.Present(profile.Value), contact.Uuid, places, Today));
            pair.Plan = new PairPlan
            {
                Registry = profile.Value,
                WorkerUpdate = update.Value,
                Issues = [.. profile.Issues, .. update.Issues],
                Action = ActionFor(contact, true, false),
            };
        }
    }

    private void PlanGoneWorker(Pair pair)
    {
        if (pair.WorkerRow?.Row.Gone is true || pair.Contact is null)
        {
            pair.Finish(ItemState.Skipped);
            return;
        }

        if (pair.Reference is { } reference)
        {
            pair.WorkerIssues = [new(reference, SyncCodes.WorkerDeleted, "contact", pair.Contact.Uuid.ToString(), "The registry no longer has the contact's worker, and the contact leaves the groups that mHero keeps: delete the contact, or give it another worker.")];
        }

        pair.Plan = new PairPlan
        {
            Registry = pair.WorkerRow?.Row.Profile ?? new(),
            Action = ActionFor(pair.Contact, false, false),
        };
    }

    /// <summary>Group membership and blocking, by the worker's state in the registry and RapidPro's rules.</summary>
    private string? ActionFor(Contact contact, bool workerActive, bool blockedByUs)
    {
        var active = ContactSnapshot.IsActive(contact);
        var hasGroup = !string.IsNullOrWhiteSpace(Options.Group);
        var inGroup = contact.Groups.Any(g => string.Equals(g.Name, Options.Group, StringComparison.OrdinalIgnoreCase));
        return (workerActive, Options.InactiveWorkers) switch
        {
            (true, _) when blockedByUs && !active => ContactActions.Unblock,
            (true, _) when active && hasGroup && !inGroup => ContactActions.Add,
            (false, InactiveWorkerPolicy.Block) when active => ContactActions.Block,
            (false, InactiveWorkerPolicy.RemoveFromGroup) when inGroup => ContactActions.Remove,
            _ => null,
        };
    }

    private static WorkerProfile Without(WorkerProfile profile, HashSet<string> numbers) => numbers.Count == 0 ? profile : profile with
    {
        Numbers = [.. profile.Numbers.Where(n => !numbers.Contains(ContactLedger.NumberKey(n)))],
        WhatsApp = [.. profile.WhatsApp.Where(w => !numbers.Contains(ContactLedger.NumberKey(w)))],
    };

    private static bool IsLinkedTo(Contact contact, string reference) =>
        ContactSnapshot.LinkOf(contact) == reference && !string.IsNullOrEmpty(contact.Fields.GetValueOrDefault(ContactSnapshot.EntityType));

    private static string IdOf(Pair pair) => WorkerTypes.Split(pair.Reference)!.Value.Id;

    private static string TypeOf(Pair pair) => WorkerTypes.Split(pair.Reference)?.Type ?? WorkerTypes.Practitioner;
}
