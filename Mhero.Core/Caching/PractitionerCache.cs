using Hl7.Fhir.Model;
using Mhero.Core.Caching.InMemory;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Mapping.Profiles.Elements;
using Mhero.Core.Sync.Contacts.Ledger;

namespace Mhero.Core.Caching;

/// <summary>
/// The health workers to whom the contacts of runs and messages are linked: one search for all contacts of a batch, cached for a
/// limited time. A contact without a worker is not cached, since the worker may be created at any moment.
/// </summary>
internal sealed class PractitionerCache(FhirGateway fhir, ContactLedger ledger, PlaceCache places, TimeProvider time, IOptions<CacheOptions> options, IOptions<ContactMappingOptions> mapping)
{
    private readonly BoundedCache<Guid, LinkedPractitioner> _workers = new(time, 50_000, _ => options.Value.MaxAge);
    private readonly BoundedCache<(string Worker, ResponseSubject Kind), string?> _subjects = new(time, 50_000, _ => options.Value.MaxAge);

    /// <summary>The health workers that the contacts are linked to.</summary>
    /// <param name="contacts">The contacts.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>Health workers by contact; contacts without a known worker are left out.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public Task<Dictionary<Guid, LinkedPractitioner>> FindWorkersAsync(IEnumerable<Guid> contacts, CancellationToken cancellationToken) =>
        _workers.GetAsync(contacts, ReadWorkersAsync, cancellationToken);

    private async Task<Dictionary<Guid, LinkedPractitioner>> ReadWorkersAsync(IReadOnlyList<Guid> missing)
    {
        var found = new Dictionary<Guid, LinkedPractitioner>();
        var wanted = missing.ToDictionary(contact => contact.ToString());
        var search = new FhirSearch(WorkerTypes.Practitioner).Where("identifier", mapping.Value.LinkSystem, wanted.Keys).With("_elements", "id,identifier,communication");
        await foreach (var page in fhir.SearchPagesAsync(search, CancellationToken.None))
        {
            foreach (var worker in page.Matches.OfType<Practitioner>())
            {
                // The matches are compared here again: some servers match identifiers only in part.
                foreach (var identifier in worker.Identifier.Where(i => i.System == mapping.Value.LinkSystem && i.Value is not null && wanted.ContainsKey(i.Value)))
                {
                    // Of two workers with one contact the same one every time.
                    var contact = wanted[identifier.Value!];
                    var linkedPractitioner = new LinkedPractitioner($"{WorkerTypes.Practitioner}/{worker.Id}", LanguageOf(worker));
                    found[contact] = found.TryGetValue(contact, out var other) && string.CompareOrdinal(other.Reference, linkedPractitioner.Reference) < 0 ? other : linkedPractitioner;
                }
            }
        }

        // A Person or Patient, or one that was linked a moment ago, is in the ledger.
        foreach (var (contact, row) in await ledger.FindContactsAsync(missing.Where(m => !found.ContainsKey(m)), CancellationToken.None))
        {
            if (row.Row.Worker is { } reference)
            {
                found[contact] = new LinkedPractitioner(reference, row.Row.Contact.Language);
            }
        }

        return found;
    }

    /// <summary>The subjects of the answers of health workers.</summary>
    /// <param name="workers">References of health workers.</param>
    /// <param name="kind">The kind of subject; not <see cref="ResponseSubject.None"/>.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>References by worker; workers without such a subject are left out.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<Dictionary<string, string>> FindSubjectsAsync(IEnumerable<string> workers, ResponseSubject kind, CancellationToken cancellationToken)
    {
        var own = workers.Distinct().ToLookup(w => kind == ResponseSubject.Worker || w.StartsWith($"{kind}/", StringComparison.Ordinal));
        var found = await _subjects.GetAsync(own[false].Select(w => (w, kind)), ReadSubjectsAsync, cancellationToken);
        return own[true].Select(w => (Worker: w, Subject: w))
            .Concat(found.Where(f => f.Value is not null).Select(f => (f.Key.Worker, Subject: f.Value!)))
            .ToDictionary(f => f.Worker, f => f.Subject);
    }

    private async Task<Dictionary<(string Worker, ResponseSubject Kind), string?>> ReadSubjectsAsync(IReadOnlyList<(string Worker, ResponseSubject Kind)> missing)
    {
        List<string> workers = [.. missing.Select(m => m.Worker)];
        var found = missing[0].Kind switch
        {
            ResponseSubject.Facility => await FacilitiesAsync(workers),
            ResponseSubject.Person => await PersonsAsync(workers),
            _ => await PatientsAsync(workers),
        };
        return missing.ToDictionary(m => m, m => found.GetValueOrDefault(m.Worker));
    }

    private async Task<Dictionary<string, string>> FacilitiesAsync(List<string> workers)
    {
        var roles = new List<PractitionerRole>();
        await foreach (var page in fhir.SearchPagesAsync(new FhirSearch("PractitionerRole").WhereAny("practitioner", workers), CancellationToken.None))
        {
            roles.AddRange(page.Matches.OfType<PractitionerRole>());
        }

        var known = await places.LoadAsync(roles.SelectMany(PlaceIndex.ReferencesOf).Where(r => PlaceIndex.IdOf("Organization", r) is not null), [], CancellationToken.None);
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var found = new Dictionary<string, string>();
        foreach (var held in roles.GroupBy(r => ResourceLocation.RelativeOf(r.Practitioner?.Reference) ?? ""))
        {
            // The role whose facility the contact shows, if it has one; else an active one, and the same one every time.
            var inOrder = held.OrderBy(r => r.ActiveElement?.JsonValue is false).ThenBy(r => r.Id, StringComparer.Ordinal);
            var choice = inOrder.Prepend(WorkerView.PrimaryOf(held, today)).OfType<PractitionerRole>();
            if (choice.Select(r => FacilityOf(r, known)).FirstOrDefault(f => f is not null) is { } facility)
            {
                found[held.Key] = facility;
            }
        }

        return found;
    }

    /// <summary>The role's Location, or the other half of its Organization.</summary>
    private static string? FacilityOf(PractitionerRole role, PlaceIndex known) =>
        role.Location.Select(l => ResourceLocation.RelativeOf(l.Reference)).FirstOrDefault(l => l is not null)
        ?? (known.FacilityOf(role, out _)?.Location is { } location ? $"Location/{location.Id}" : null);

    private async Task<Dictionary<string, string>> PersonsAsync(List<string> workers)
    {
        var found = new Dictionary<string, string>();
        await foreach (var page in fhir.SearchPagesAsync(new FhirSearch("Person").WhereAny("link", workers), CancellationToken.None))
        {
            foreach (var person in page.Matches.OfType<Person>().OrderByDescending(p => p.Id, StringComparer.Ordinal))
            {
                foreach (var target in person.Link.Select(l => ResourceLocation.RelativeOf(l.Target?.Reference)).OfType<string>())
                {
                    found[target] = $"Person/{person.Id}";
                }
            }
        }

        return found;
    }

    /// <summary>A worker's Patient is the one that the worker's Person links to, or that carries the contact's UUID too.</summary>
    private async Task<Dictionary<string, string>> PatientsAsync(List<string> workers)
    {
        var found = new Dictionary<string, string>();
        await foreach (var page in fhir.SearchPagesAsync(new FhirSearch("Person").WhereAny("link", workers), CancellationToken.None))
        {
            foreach (var links in page.Matches.OfType<Person>().OrderByDescending(p => p.Id, StringComparer.Ordinal).Select(p => p.Link.Select(l => ResourceLocation.RelativeOf(l.Target?.Reference)).OfType<string>().ToList()))
            {
                if (links.Find(l => l.StartsWith("Patient/", StringComparison.Ordinal)) is { } patient)
                {
                    links.ForEach(l => found[l] = patient);
                }
            }
        }

        var contacts = await ContactsOfAsync([.. workers.Where(w => !found.ContainsKey(w))]);
        if (contacts.Count > 0)
        {
            await foreach (var page in fhir.SearchPagesAsync(new FhirSearch("Patient").Where("identifier", mapping.Value.LinkSystem, contacts.Keys), CancellationToken.None))
            {
                foreach (var patient in page.Matches.OfType<Patient>().OrderByDescending(p => p.Id, StringComparer.Ordinal))
                {
                    foreach (var identifier in patient.Identifier.Where(i => i.System == mapping.Value.LinkSystem && i.Value is not null))
                    {
                        if (contacts.TryGetValue(identifier.Value!, out var worker))
                        {
                            found[worker] = $"Patient/{patient.Id}";
                        }
                    }
                }
            }
        }

        return found;
    }

    /// <summary>Workers by the UUIDs of their contacts: by the ledger, and of those whom it does not know by the registry.</summary>
    private async Task<Dictionary<string, string>> ContactsOfAsync(List<string> workers)
    {
        var rows = await ledger.FindWorkersAsync(workers, CancellationToken.None);
        var contacts = rows.Where(r => r.Value.Row.Contact is not null).ToDictionary(r => r.Value.Row.Contact!.Value.ToString(), r => r.Key);
        var ids = workers.Except(contacts.Values).Select(WorkerTypes.Split).Where(w => w?.Type == WorkerTypes.Practitioner).Select(w => w!.Value.Id).ToList();
        foreach (var worker in ids.Count == 0 ? [] : await fhir.ReadManyAsync<Practitioner>(ids, CancellationToken.None))
        {
            foreach (var identifier in worker.Identifier.Where(i => i.System == mapping.Value.LinkSystem && i.Value is not null))
            {
                contacts[identifier.Value!] = $"{WorkerTypes.Practitioner}/{worker.Id}";
            }
        }

        return contacts;
    }

    /// <summary>The worker's first language, as RapidPro has it (ISO 639-3).</summary>
    private static string? LanguageOf(Practitioner worker) =>
        worker.Communication.SelectMany(c => c.Coding).Select(c => LanguageCodes.ToIso6393(c.CodeElement?.JsonValue as string)).FirstOrDefault(code => code is not null);
}
