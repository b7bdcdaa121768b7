using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Storage.Personal;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>
/// Brings POSTed Practitioners, Persons and Patients into the registry: new ones as they are, of known ones the mapped
/// attributes that the client filled in. From there they are synced like any other worker. Items about people whom mHero was told to forget end here.
/// </summary>
internal sealed class PostedWorkers(FhirGateway fhir, PairPlanner planner, ForgottenPeople forgotten)
{
    /// <summary>Writes the POSTed resources among the items, and settles those about forgotten people.</summary>
    /// <returns>The pairs of these items, and the workers to process next. All other items are still to be handled.</returns>
    public async Task<(List<Pair> Pairs, List<ContactItem> Items)> WriteAsync(IReadOnlyList<ContactItem> items, CancellationToken cancellationToken)
    {
        var pairs = items.Where(i => i.Resource is not null).Select(i => new Pair(i)).ToList();
        var next = new List<ContactItem>();
        foreach (var pair in pairs)
        {
            try
            {
                if (await WriteAsync(pair, cancellationToken) is { } reference)
                {
                    next.Add(new ContactItem { Worker = reference });
                    pair.Finish(ItemState.Done);
                }
            }
            catch (Exception e) when (e is FhirException or JsonException)
            {
                pair.Fail(e);
            }
        }

        var left = await forgotten.ReadAsync(cancellationToken);
        foreach (var item in items.Where(i => i.Resource is null && IsAbout(i, left)))
        {
            var pair = new Pair(item);
            pair.Finish(ItemState.Skipped, SyncCodes.Forgotten, "mHero was told to forget the person.");
            pairs.Add(pair);
        }

        return (pairs, next);
    }

    private static bool IsAbout(ContactItem item, HashSet<string> people) =>
        people.Count > 0 && ((item.Worker is { } worker && people.Contains(worker)) || ((item.Contact?.Uuid ?? item.ContactUuid) is { } contact && people.Contains(contact.ToString())));

    private async Task<string?> WriteAsync(Pair pair, CancellationToken cancellationToken)
    {
        var posted = (DomainResource)FhirJson.Parse(Encoding.UTF8.GetBytes(pair.Item.Resource!));
        if (await FindAsync(posted, cancellationToken) is { } existing)
        {
            return await UpdateAsync(pair, existing, posted, cancellationToken);
        }

        if (WorkerIdentifiers.Of(posted).FirstOrDefault(i => i is { System: not null, Value: not null }) is not { System: { } system, Value: { } value })
        {
            pair.Finish(ItemState.Dead, SyncCodes.NotIdentifiable, "The resource is not in the registry and has no identifier with a system: add one and send it again.");
            return null;
        }

        posted.Id = null;
        posted.Meta = null;
        var saved = await fhir.CreateIfNoneAsync(posted, new FhirSearch(posted.TypeName).Where("identifier", system, value), cancellationToken);
        pair.WorkerCreated = saved.Outcome == SaveOutcome.Created;
        return $"{saved.Resource.TypeName}/{saved.Resource.Id}";
    }

    private async Task<DomainResource?> FindAsync(DomainResource posted, CancellationToken cancellationToken)
    {
        if (posted.Id is not null && await ReadAsync(posted.TypeName, posted.Id, cancellationToken) is { } byId)
        {
            return byId;
        }

        var identifiers = WorkerIdentifiers.Of(posted).Where(i => i is { System: not null, Value: not null }).Select(i => (i.System, i.Value!)).ToList();
        if (identifiers.Count == 0)
        {
            return null;
        }

        var page = await fhir.SearchAsync(new FhirSearch(posted.TypeName).With("identifier", WorkerIdentifiers.AnyOf(identifiers)), cancellationToken);
        return page.Matches.OfType<DomainResource>().FirstOrDefault();
    }

    private async Task<DomainResource?> ReadAsync(string type, string id, CancellationToken cancellationToken) => type switch
    {
        WorkerTypes.Person => await fhir.ReadAsync<Person>(id, cancellationToken),
        WorkerTypes.Patient => await fhir.ReadAsync<Patient>(id, cancellationToken),
        _ => await fhir.ReadAsync<Practitioner>(id, cancellationToken),
    };

    private async Task<string?> UpdateAsync(Pair pair, DomainResource existing, DomainResource posted, CancellationToken cancellationToken)
    {
        if (planner.PlanPosted(new HealthWorker(existing, []), new HealthWorker(posted, [])) is { } update)
        {
            var verdict = (await fhir.BatchAsync([FhirEntry.Update(update.Worker.Person)], cancellationToken))[0];
            if (!verdict.Succeeded)
            {
                pair.Fail(verdict.Error!);
                return null;
            }

            pair.WorkerUpdated = true;
        }

        return $"{existing.TypeName}/{existing.Id}";
    }
}
