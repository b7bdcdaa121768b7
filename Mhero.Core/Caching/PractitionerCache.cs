using System.Collections.Concurrent;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Mapping.Profiles.Elements;
using Mhero.Core.Sync.Contacts.Ledger;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Caching;

/// <summary>
/// The health workers to whom the contacts of runs and messages are linked: one search for all contacts of a batch, cached for a
/// limited time. A contact without a worker is not cached, since the worker may be created at any moment.
/// </summary>
internal sealed class PractitionerCache(FhirGateway fhir, ContactLedger ledger, PlaceCache places, TimeProvider time, IOptions<CacheOptions> options)
{
    /// <summary>Beyond this many entries the whole cache is cleared, so that it does not grow without limit.</summary>
    private const int MaxRemembered = 50_000;

    private readonly ConcurrentDictionary<Guid, (LinkedPractitioner Worker, long At)> _workers = new();
    private readonly ConcurrentDictionary<(string Worker, ResponseSubject Kind), (string? Reference, long At)> _subjects = new();

    /// <summary>The health workers that the contacts are linked to.</summary>
    /// <param name="contacts">The contacts.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>Health workers by contact; contacts without a known worker are left out.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<Dictionary<Guid, LinkedPractitioner>> FindWorkersAsync(IEnumerable<Guid> contacts, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Guid, LinkedPractitioner>();
        var missing = new List<Guid>();
        foreach (var contact in contacts.Distinct())
        {
            if (_workers.TryGetValue(contact, out var known) && !IsOld(known.At))
            {
                found[contact] = known.Worker;
            }
            else
            {
                missing.Add(contact);
            }
        }

        if (missing.Count == 0)
        {
            return found;
        }

        var wanted = missing.ToDictionary(contact => contact.ToString());
        var search = new FhirSearch(WorkerTypes.Practitioner).Where("identifier", MheroSystems.ContactUuid, wanted.Keys).With("_elements", "id,identifier,communication");
        await foreach (var page in fhir.SearchPagesAsync(search, cancellationToken))
        {
            foreach (var worker in page.Matches.OfType<Practitioner>())
            {
                // The matches are compared here again: some servers match identifiers only in part.
                foreach (var identifier in worker.Identifier.Where(i => i.System == MheroSystems.ContactUuid && i.Value is not null && wanted.ContainsKey(i.Value)))
                {
                    // Of two workers with one contact the same one every time.
                    var contact = wanted[identifier.Value!];
                    var linkedPractitioner = new LinkedPractitioner($"{WorkerTypes.Practitioner}/{worker.Id}", LanguageOf(worker));
                    found[contact] = found.TryGetValue(contact, out var other) && string.CompareOrdinal(other.Reference, linkedPractitioner.Reference) < 0 ? other : linkedPractitioner;
                }
            }
        }

        // A Person or Patient, or one that was linked a moment ago, is in the ledger.
        foreach (var (contact, row) in await ledger.FindContactsAsync(missing.Where(m => !found.ContainsKey(m)), cancellationToken))
        {
            if (row.Row.Worker is { } reference)
            {
                found[contact] = new LinkedPractitioner(reference, row.Row.Contact.Language);
            }
        }

        Remember(missing.Where(found.ContainsKey), found);
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
        var found = new Dictionary<string, string>();
        var missing = new List<string>();
        foreach (var worker in workers.Distinct())
        {
            if (kind == ResponseSubject.Worker || worker.StartsWith($"{kind}/", StringComparison.Ordinal))
            {
                found[worker] = worker;
            }
            else if (!_subjects.TryGetValue((worker, kind), out var known) || IsOld(known.At))
            {
                missing.Add(worker);
            }
            else if (known.Reference is { } reference)
            {
                found[worker] = reference;
            }
        }

        if (missing.Count > 0)
        {
            var looked = kind switch
            {
                ResponseSubject.Facility => await FacilitiesAsync(missing, cancellationToken),
                ResponseSubject.Person => await PersonsAsync(missing, cancellationToken),
                _ => await PatientsAsync(missing, cancellationToken),
            };
            var now = time.GetTimestamp();
            foreach (var worker in missing)
            {
                _subjects[(worker, kind)] = (looked.GetValueOrDefault(worker), now);
                if (looked.TryGetValue(worker, out var reference))
                {
                    found[worker] = reference;
                }
            }
        }

        return found;
    }

    private async Task<Dictionary<string, string>> FacilitiesAsync(List<string> workers, CancellationToken cancellationToken)
    {
        var roles = new List<PractitionerRole>();
        await foreach (var page in fhir.SearchPagesAsync(new FhirSearch("PractitionerRole").WhereAny("practitioner", workers), cancellationToken))
        {
            roles.AddRange(page.Matches.OfType<PractitionerRole>());
        }

        var known = await places.LoadAsync(roles.SelectMany(PlaceIndex.ReferencesOf).Where(r => PlaceIndex.IdOf("Organization", r) is not null), [], cancellationToken);
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

    private async Task<Dictionary<string, string>> PersonsAsync(List<string> workers, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string>();
        await foreach (var page in fhir.SearchPagesAsync(new FhirSearch("Person").WhereAny("link", workers), cancellationToken))
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
    private async Task<Dictionary<string, string>> PatientsAsync(List<string> workers, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string>();
        await foreach (var page in fhir.SearchPagesAsync(new FhirSearch("Person").WhereAny("link", workers), cancellationToken))
        {
            foreach (var links in page.Matches.OfType<Person>().OrderByDescending(p => p.Id, StringComparer.Ordinal).Select(p => p.Link.Select(l => ResourceLocation.RelativeOf(l.Target?.Reference)).OfType<string>().ToList()))
            {
                if (links.Find(l => l.StartsWith("Patient/", StringComparison.Ordinal)) is { } patient)
                {
                    links.ForEach(l => found[l] = patient);
                }
            }
        }

        var contacts = _workers.Where(w => workers.Contains(w.Value.Worker.Reference) && !found.ContainsKey(w.Value.Worker.Reference))
            .ToDictionary(w => w.Key.ToString(), w => w.Value.Worker.Reference);
        if (contacts.Count > 0)
        {
            await foreach (var page in fhir.SearchPagesAsync(new FhirSearch("Patient").Where("identifier", MheroSystems.ContactUuid, contacts.Keys), cancellationToken))
            {
                foreach (var patient in page.Matches.OfType<Patient>().OrderByDescending(p => p.Id, StringComparer.Ordinal))
                {
                    foreach (var identifier in patient.Identifier.Where(i => i.System == MheroSystems.ContactUuid && i.Value is not null))
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

    private void Remember(IEnumerable<Guid> contacts, Dictionary<Guid, LinkedPractitioner> found)
    {
        if (_workers.Count > MaxRemembered)
        {
            _workers.Clear();
            _subjects.Clear();
        }

        var now = time.GetTimestamp();
        foreach (var contact in contacts)
        {
            _workers[contact] = (found[contact], now);
        }
    }

    /// <summary>The worker's first language, as RapidPro has it (ISO 639-3).</summary>
    private static string? LanguageOf(Practitioner worker) =>
        worker.Communication.SelectMany(c => c.Coding).Select(c => LanguageCodes.ToIso6393(c.CodeElement?.JsonValue as string)).FirstOrDefault(code => code is not null);

    private bool IsOld(long at) => time.GetElapsedTime(at) > options.Value.MaxAge;
}
