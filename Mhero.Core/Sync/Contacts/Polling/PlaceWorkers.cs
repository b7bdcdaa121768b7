using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;

namespace Mhero.Core.Sync.Contacts.Polling;

/// <summary>Finds who works at some places, or at a place that is part of one of them.</summary>
internal sealed class PlaceWorkers(FhirGateway fhir, PlaceCache directory)
{
    /// <summary>Deeper than any administrative hierarchy; ends what a circle of places would keep going.</summary>
    private const int MaxDepth = 12;

    /// <summary>Places that one search names; keeps the address within what servers take.</summary>
    private const int Chunk = 50;

    /// <summary>Limit of the workers remembered against queueing them twice. Beyond it a worker may be queued twice, which does no harm.</summary>
    private const int MaxRemembered = 50_000;

    /// <summary>The workers, a page of their roles at a time.</summary>
    /// <param name="places">Locations with their <c>managingOrganization</c>, and Organizations.</param>
    /// <param name="withOrganizations">Whether places follow from Organizations too; else they are not asked for.</param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    /// <returns>References of workers, each mostly once; those whose role is over are among them.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async IAsyncEnumerable<string> FindAsync(
        IEnumerable<Resource> places, bool withOrganizations, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var workers = new HashSet<string>();
        var asked = new HashSet<string>();
        await foreach (var chunk in WithThoseBelowAsync(places, withOrganizations, cancellationToken))
        {
            await foreach (var worker in AtAsync("location", [.. chunk.OfType<Location>().Select(ReferenceOf)], cancellationToken))
            {
                if (Remember(workers, worker))
                {
                    yield return worker;
                }
            }

            var organizations = withOrganizations ? await OrganizationsOfAsync(chunk, asked, cancellationToken) : [];
            await foreach (var worker in AtAsync("organization", organizations, cancellationToken))
            {
                if (Remember(workers, worker))
                {
                    yield return worker;
                }
            }
        }
    }

    private static string ReferenceOf(Resource place) => $"{place.TypeName}/{place.Id}";

    private static bool Remember(HashSet<string> set, string reference)
    {
        if (set.Count >= MaxRemembered)
        {
            set.Clear();
        }

        return set.Add(reference);
    }

    /// <summary>The workers who have a role there. A role that names a Location is at that one, whatever its Organization.</summary>
    private async IAsyncEnumerable<string> AtAsync(string parameter, string[] places, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var chunk in places.Chunk(Chunk))
        {
            var search = new FhirSearch("PractitionerRole").WhereAny(parameter, chunk).With("_elements", "id,practitioner,location");
            await foreach (var page in fhir.SearchPagesAsync(search, cancellationToken))
            {
                foreach (var role in page.Matches.OfType<PractitionerRole>().Where(r => parameter == "location" || r.Location.Count == 0))
                {
                    if (ResourceLocation.RelativeOf(role.Practitioner?.Reference) is { } worker && WorkerTypes.Split(worker) is not null)
                    {
                        yield return worker;
                    }
                }
            }
        }
    }

    /// <summary>The Organizations among places, and those whose other half a Location among them may be.</summary>
    private async Task<string[]> OrganizationsOfAsync(IReadOnlyList<Resource> places, HashSet<string> asked, CancellationToken cancellationToken)
    {
        var managers = places.OfType<Location>().Select(l => PlaceIndex.IdOf("Organization", l.ManagingOrganization?.Reference)).OfType<string>().Select(id => $"Organization/{id}").Where(o => !asked.Contains(o)).ToList();
        var halves = managers.Count == 0 ? [] : await directory.FacilitiesAmongAsync(managers, cancellationToken);
        return [.. places.OfType<Organization>().Select(ReferenceOf).Concat(halves).Where(o => Remember(asked, o))];
    }

    /// <summary>The places, and all that are part of them, deepest first so that little has to be kept.</summary>
    private async IAsyncEnumerable<IReadOnlyList<Resource>> WithThoseBelowAsync(
        IEnumerable<Resource> places, bool withOrganizations, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var met = new HashSet<string>();
        var open = new Stack<(Resource[] Places, int Depth)>(places.Where(p => Remember(met, ReferenceOf(p))).Chunk(Chunk).Select(c => (c, 0)));
        while (open.TryPop(out var next))
        {
            yield return next.Places;
            foreach (var search in next.Depth < MaxDepth ? SearchesBelow(next.Places, withOrganizations) : [])
            {
                await foreach (var page in fhir.SearchPagesAsync(search, cancellationToken))
                {
                    // A Location that is part of another one is not where its Organization is.
                    foreach (var below in page.Matches
                        .Where(p => !search.Has("organization") || p is Location { PartOf: null })
                        .Where(p => Remember(met, ReferenceOf(p)))
                        .Chunk(Chunk))
                    {
                        open.Push((below, next.Depth + 1));
                    }
                }
            }
        }
    }

    private static IEnumerable<FhirSearch> SearchesBelow(Resource[] places, bool withOrganizations)
    {
        string[] locations = [.. places.OfType<Location>().Select(ReferenceOf)];
        string[] organizations = withOrganizations ? [.. places.OfType<Organization>().Select(ReferenceOf)] : [];
        if (locations.Length > 0)
        {
            yield return new FhirSearch("Location").WhereAny("partof", locations).With("_elements", "id,partOf,managingOrganization");
        }

        if (organizations.Length > 0)
        {
            yield return new FhirSearch("Organization").WhereAny("partof", organizations).With("_elements", "id");
            yield return new FhirSearch("Location").WhereAny("organization", organizations).With("_elements", "id,partOf,managingOrganization");
        }
    }
}
