using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>Reads what a batch needs to know, for all its items at once.</summary>
internal sealed class PairLoader(
    ContactLedger ledger,
    FhirGateway fhir,
    RapidProClient rapidPro,
    ContactIndex index,
    ContactSnapshot snapshot,
    WorkerToProfile workerToProfile,
    ContactToProfile contactToProfile,
    TimeProvider time)
{
    /// <summary>Practitioners whose roles one search asks for; keeps the address within what servers take.</summary>
    private const int RoleSearchSize = 50;

    /// <summary>Makes pairs of the items and reads each side as far as the item and the ledger name it.</summary>
    public async Task<List<Pair>> LoadAsync(IReadOnlyList<ContactItem> items, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var pairs = items.Select(i => new Pair(i.At(now))).ToList();
        await LoadContactsAsync(pairs, cancellationToken);
        await LoadWorkerRowsAsync([.. pairs.Where(p => p.Item.Fresh is null)], cancellationToken);
        await LoadWorkersAsync([.. pairs.Where(p => p is { IsOpen: true, Reference: not null })], cancellationToken);
        await FindByIdentifierAsync([.. pairs.Where(p => p is { IsOpen: true, Contact: not null, Worker: null })], cancellationToken);
        await LoadLinkedContactsAsync([.. pairs.Where(p => p is { IsOpen: true, Contact: null, Item.Deleted: false })], cancellationToken);
        Deduplicate(pairs);
        return pairs;
    }

    /// <summary>Reads the rows of workers that pairs turned out to be about.</summary>
    public async Task LoadWorkerRowsAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken)
    {
        var rows = await ledger.FindWorkersAsync(pairs.Select(p => p.Reference).OfType<string>(), cancellationToken);
        foreach (var pair in pairs.Where(p => p.Reference is not null))
        {
            pair.WorkerRow = rows.TryGetValue(pair.Reference!, out var row) ? row : null;
        }
    }

    /// <summary>Reads workers with their roles from the registry. The pair of a worker that does not exist stays without one.</summary>
    public async Task LoadWorkersAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(pairs.Select(p => p.Reference), cancellationToken);
        var roles = await RolesOfAsync(found.Keys, cancellationToken);
        foreach (var pair in pairs)
        {
            if (pair.Reference is not null && found.TryGetValue(pair.Reference, out var person))
            {
                pair.Worker = new HealthWorker(person, [.. roles[pair.Reference]]);
            }
        }
    }

    /// <summary>The contacts that workers name in the registry; null for one that names none. A worker that does not exist is left out.</summary>
    public async Task<IReadOnlyDictionary<string, Guid?>> ContactsOfAsync(IEnumerable<string> workers, CancellationToken cancellationToken) =>
        (await ReadAsync(workers, cancellationToken)).ToDictionary(w => w.Key, w => ContactUuidOf(new HealthWorker(w.Value, [])));

    /// <summary>The Practitioners that name contacts in the registry, as references by the contact.</summary>
    public async Task<ILookup<Guid, string>> WorkersNamingAsync(IReadOnlyCollection<Guid> contacts, CancellationToken cancellationToken)
    {
        var found = new List<HealthWorker>();
        if (contacts.Count > 0)
        {
            var identifiers = WorkerIdentifiers.AnyOf(contacts.Select(c => ((string?)workerToProfile.LinkSystem, c.ToString())));
            await foreach (var page in fhir.SearchPagesAsync(new FhirSearch("Practitioner").With("identifier", identifiers), cancellationToken))
            {
                found.AddRange(page.Matches.OfType<Practitioner>().Select(p => new HealthWorker(p, [])));
            }
        }

        return found.Where(w => ContactUuidOf(w) is not null).ToLookup(w => ContactUuidOf(w)!.Value, w => w.Reference!);
    }

    /// <summary>Reads contacts' rows, and from them the contacts.</summary>
    public async Task LoadLinkedContactsAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken)
    {
        var byUuid = pairs
            .Where(p => p.WorkerRow?.Row.Contact is not null || ContactUuidOf(p.Worker) is not null)
            .ToLookup(p => p.WorkerRow?.Row.Contact ?? ContactUuidOf(p.Worker)!.Value);
        var rows = await ledger.FindContactsAsync(byUuid.Select(g => g.Key), cancellationToken);
        foreach (var (uuid, row) in rows)
        {
            foreach (var pair in byUuid[uuid])
            {
                pair.ContactRow = row;
                pair.Contact = row.Row.Contact;
            }
        }
    }

    /// <summary>The contact that the worker's identifier names, or null.</summary>
    public Guid? ContactUuidOf(HealthWorker? worker) => worker is null ? null : workerToProfile.ContactOf(worker.Person);

    private async Task<Dictionary<string, DomainResource>> ReadAsync(IEnumerable<string?> workers, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, DomainResource>();
        foreach (var type in workers.Select(WorkerTypes.Split).OfType<(string Type, string Id)>().Distinct().GroupBy(r => r.Type, r => r.Id))
        {
            var resources = type.Key switch
            {
                WorkerTypes.Person => await ReadAsync<Person>([.. type], cancellationToken),
                WorkerTypes.Patient => await ReadAsync<Patient>([.. type], cancellationToken),
                _ => await ReadAsync<Practitioner>([.. type], cancellationToken),
            };
            resources.ForEach(r => found[$"{r.TypeName}/{r.Id}"] = r);
        }

        return found;
    }

    private async Task<List<DomainResource>> ReadAsync<T>(IReadOnlyList<string> ids, CancellationToken cancellationToken)
        where T : DomainResource =>
        [.. await fhir.ReadPresentAsync<T>(ids, cancellationToken)];

    private async Task<ILookup<string, PractitionerRole>> RolesOfAsync(IEnumerable<string> workers, CancellationToken cancellationToken)
    {
        var roles = new List<PractitionerRole>();
        foreach (var chunk in workers.Where(w => w.StartsWith("Practitioner/", StringComparison.Ordinal)).Chunk(RoleSearchSize))
        {
            var search = new FhirSearch("PractitionerRole").WhereAny("practitioner", chunk);
            await foreach (var page in fhir.SearchPagesAsync(search, cancellationToken))
            {
                roles.AddRange(page.Matches.OfType<PractitionerRole>());
            }
        }

        return roles.DistinctBy(r => r.Id).ToLookup(r => ResourceLocation.RelativeOf(r.Practitioner?.Reference) ?? string.Empty);
    }

    private async Task LoadContactsAsync(List<Pair> pairs, CancellationToken cancellationToken)
    {
        foreach (var pair in pairs.Where(p => p.Item is { ContactUuid: not null, Deleted: false }))
        {
            pair.Contact = await rapidPro.FindContactAsync(pair.Item.ContactUuid!.Value, cancellationToken) is { } contact ? snapshot.Of(contact) : null;
            if (pair.Contact is null)
            {
                pair.Finish(ItemState.Skipped, SyncCodes.RecordMissing, "The contact no longer exists.");
            }
        }

        var open = pairs.Where(p => p.IsOpen && (p.Contact?.Uuid ?? p.Item.ContactUuid) is not null).ToList();
        var rows = await ledger.FindContactsAsync(open.Where(p => p.Item.Fresh is null).Select(p => p.Contact?.Uuid ?? p.Item.ContactUuid!.Value), cancellationToken);
        foreach (var pair in open)
        {
            if (pair.Item is { Fresh: { } version, Contact: { } contact })
            {
                pair.ContactRow = new(new ContactRow { Contact = contact }, version);
                pair.Reference = ContactSnapshot.LinkOf(contact);
            }
            else if (rows.TryGetValue(pair.Contact?.Uuid ?? pair.Item.ContactUuid!.Value, out var row))
            {
                pair.ContactRow = row;
                pair.Reference = row.Row.Worker ?? (pair.Contact is null ? null : ContactSnapshot.LinkOf(pair.Contact));
                DropStale(pair, row.Row);
            }
            else if (pair.Contact is not null)
            {
                await AddOrForgetAsync(pair, pair.Contact, cancellationToken);
            }
            else
            {
                pair.Finish(ItemState.Skipped, SyncCodes.RecordMissing, "The deleted contact was never known.");
            }
        }

        await FindLinkedAsync([.. open.Where(p => p is { IsOpen: true, Item.Deleted: true, Reference: null })], cancellationToken);
    }

    /// <summary>
    /// Another batch may have linked a contact while its deletion was handled, or have given its worker the link before RapidPro said that the
    /// contact is deleted.
    /// </summary>
    private async Task FindLinkedAsync(List<Pair> deleted, CancellationToken cancellationToken)
    {
        var workers = await WorkersNamingAsync([.. deleted.Select(p => p.Item.ContactUuid!.Value)], cancellationToken);
        deleted.ForEach(pair => pair.Reference = workers[pair.Item.ContactUuid!.Value].FirstOrDefault());
    }

    /// <summary>
    /// A contact without a row was deleted since the poller showed it, or the row could not be written. The item's own state of the contact
    /// cannot tell: made a row again, a deleted contact would be linked and its deletion never be shown again.
    /// </summary>
    private async Task AddOrForgetAsync(Pair pair, RapidPro.Model.Contact known, CancellationToken cancellationToken)
    {
        if (await rapidPro.FindContactAsync(known.Uuid, cancellationToken) is { } present)
        {
            await index.AddContactsAsync([snapshot.Of(present)], cancellationToken);
            pair.Finish(ItemState.Postponed, SyncCodes.Overtaken, "The contact was not in the ledger yet.", TimeSpan.Zero);
            return;
        }

        pair.FindDeleted(known);
    }

    /// <summary>Messages may arrive out of order: a state of the contact from before mHero's last write to it is ignored.</summary>
    private static void DropStale(Pair pair, ContactRow row)
    {
        if (pair.Contact is { } contact && row.Contact.ModifiedOn >= contact.ModifiedOn)
        {
            pair.Contact = row.Contact;
        }
    }

    /// <summary>One search for every contact of the batch that the registry may know by the contact's own identifier.</summary>
    private async Task FindByIdentifierAsync(List<Pair> pairs, CancellationToken cancellationToken)
    {
        if (pairs.Count == 0)
        {
            return;
        }

        var wanted = pairs
            .SelectMany(p => index.BusinessIdentifiersOf(p.Contact!).Prepend((workerToProfile.LinkSystem, p.Contact!.Uuid.ToString())))
            .Distinct();
        var found = new List<DomainResource>();
        await foreach (var page in fhir.SearchPagesAsync(new FhirSearch("Practitioner").With("identifier", WorkerIdentifiers.AnyOf(wanted)), cancellationToken))
        {
            found.AddRange(page.Matches.OfType<DomainResource>());
        }

        var roles = await RolesOfAsync(found.Select(r => $"{r.TypeName}/{r.Id}"), cancellationToken);
        var workers = found.Select(r => new HealthWorker(r, [.. roles[$"{r.TypeName}/{r.Id}"]])).ToList();
        var byContact = workers.ToLookup(ContactUuidOf);
        var byIdentifier = workers.SelectMany(w => index.BusinessKeysOf(ProfileOf(w)).Select(k => (Key: k, Worker: w))).ToLookup(w => w.Key, w => w.Worker);
        foreach (var pair in pairs)
        {
            // The matches are compared here again: some servers match identifiers only in part.
            pair.FoundByIdentifier = byContact[pair.Contact!.Uuid].Any()
                ? [.. byContact[pair.Contact.Uuid]]
                : [.. index.BusinessKeysOf(contactToProfile.Map(pair.Contact).Value).SelectMany(k => byIdentifier[k]).Distinct()];
        }
    }

    /// <summary>The worker's numbers and identifiers; places are not looked up for it.</summary>
    public WorkerProfile ProfileOf(HealthWorker worker) =>
        workerToProfile.Map(new(worker, PlaceIndex.Empty, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime))).Value;

    /// <summary>Two items of one pair would write the same resource in one batch: one of them does for both.</summary>
    private static void Deduplicate(List<Pair> pairs)
    {
        foreach (var duplicates in pairs.Where(p => p is { IsOpen: true, Reference: not null, Item.Deleted: false }).GroupBy(p => p.Reference!).Where(g => g.Count() > 1))
        {
            var first = duplicates.First();
            foreach (var duplicate in duplicates.Skip(1).Where(t => t.Contact is null || first.Contact is null || t.Contact.Uuid == first.Contact.Uuid))
            {
                first.Fold(duplicate);
            }
        }
    }
}
