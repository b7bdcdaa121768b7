using Hl7.Fhir.Model;
using Mhero.Core.Caching.InMemory;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Places;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Caching;

/// <summary>
/// The facilities and districts that workers' roles name, remembered for a while: there are few of them, and every
/// worker of a facility asks for the same ones. Once a poller has seen that a place changed, no instance of the app answers
/// with what it remembers from before: a worker mapped with the old name would get it back.
/// </summary>
internal sealed class PlaceCache(FhirGateway fhir, RegistryPlaces all, PlaceChangeState marks, PlaceIssues issues, TimeProvider time, IOptions<CacheOptions> options, IOptions<PlaceOptions> placeOptions)
{
    /// <summary>Deeper than any administrative hierarchy; ends a search that a cycle would keep going.</summary>
    private const int MaxDepth = 12;

    /// <summary>A facility's Organization manages few Locations. One that manages more has no other half among them.</summary>
    private const int MaxManaged = 50;

    /// <summary>Organizations whose Locations one search asks for.</summary>
    private const int PairsPerSearch = 20;

    private readonly BoundedCache<string, Resource?> _byReference = new(time, 20_000, _ => options.Value.PlacesMaxAge);
    private readonly BoundedCache<string, IReadOnlyList<Location>> _byText = new(time, 5_000, _ => options.Value.PlacesMaxAge);
    private readonly BoundedCache<string, IReadOnlyList<Location>> _managed = new(time, 20_000, _ => options.Value.PlacesMaxAge);
    private readonly FacilityTypes _types = new(placeOptions.Value.OrganizationTypes);
    private readonly PlaceKinds _kinds = new(placeOptions.Value.Kinds);

    /// <summary>The places that are named, with everything they are part of.</summary>
    /// <param name="references">
    /// References as roles hold them (<see cref="PlaceIndex.ReferencesOf"/>); others are skipped. An Organization that is a
    /// facility comes with the Locations that it manages.
    /// </param>
    /// <param name="texts">Names or identifiers of facilities, as contacts hold them.</param>
    /// <param name="cancellationToken">Cancels the look-ups.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<PlaceIndex> LoadAsync(IEnumerable<string?> references, IEnumerable<string> texts, CancellationToken cancellationToken)
    {
        var asked = references.Select(ReferenceOf).OfType<string>().ToHashSet();
        var wanted = texts.Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (asked.Count + wanted.Count == 0)
        {
            return PlaceIndex.Empty;
        }

        var version = await marks.VersionAsync(cancellationToken);
        var result = new Dictionary<string, Resource>();
        foreach (var text in wanted)
        {
            Add(result, await _byText.GetAsync(text, () => FindAsync(text), cancellationToken, version));
        }

        // A text may be the name of the Organization that is a place's other half.
        var halves = result.Count > 0 && await marks.OrganizationsSinceAsync(cancellationToken) is not null
            ? result.Values.OfType<Location>().Select(l => l.ManagingOrganization?.Reference).ToList()
            : [];
        var next = asked.Concat(result.Values.Select(ParentOf)).Concat(halves);
        for (var depth = 0; depth < MaxDepth; depth++)
        {
            var missing = next.Select(ReferenceOf).OfType<string>().Where(r => !result.ContainsKey(r)).Distinct().ToList();
            if (missing.Count == 0)
            {
                break;
            }

            var found = await ReadAsync(missing, version, cancellationToken);
            if (depth == 0)
            {
                var managed = await _managed.GetAsync(found.OfType<Organization>().Where(_types.Include).Select(o => $"Organization/{o.Id}"), ReadManagedAsync, cancellationToken, version);
                found.AddRange(managed.Values.SelectMany(m => m));
            }

            Add(result, found);
            next = found.Select(ParentOf);
        }

        return new PlaceIndex(result.Values.OfType<Location>(), result.Values.OfType<Organization>(), _types, _kinds);
    }

    /// <summary>Which of these Organizations are facilities.</summary>
    /// <param name="organizations">References of Organizations.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<List<string>> FacilitiesAmongAsync(IEnumerable<string> organizations, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(organizations, await marks.VersionAsync(cancellationToken), cancellationToken);
        return [.. found.OfType<Organization>().Where(_types.Include).Select(o => $"Organization/{o.Id}")];
    }

    /// <summary>
    /// Has all instances of the app read the places again, since some changed. Items queued after this call are mapped with the new ones.
    /// </summary>
    /// <param name="cancellationToken">Cancels; other instances may not know then.</param>
    public Task ForgetAsync(CancellationToken cancellationToken) => marks.ChangedAsync(cancellationToken);

    private static void Add(Dictionary<string, Resource> result, IEnumerable<Resource> places)
    {
        foreach (var place in places)
        {
            result[$"{place.TypeName}/{place.Id}"] = place;
        }
    }

    /// <summary>A Location that is part of none is where its Organization is.</summary>
    private static string? ParentOf(Resource place) => place switch
    {
        Location location => location.PartOf?.Reference ?? location.ManagingOrganization?.Reference,
        Organization organization => organization.PartOf?.Reference,
        _ => null,
    };

    private static string? ReferenceOf(string? reference) =>
        PlaceIndex.IdOf("Location", reference) is { } location ? $"Location/{location}"
        : PlaceIndex.IdOf("Organization", reference) is { } organization ? $"Organization/{organization}"
        : null;

    private async Task<List<Resource>> ReadAsync(IEnumerable<string> references, long version, CancellationToken cancellationToken) =>
        [.. (await _byReference.GetAsync(references, ReadAsync, cancellationToken, version)).Values.OfType<Resource>()];

    private async Task<Dictionary<string, Resource?>> ReadAsync(IReadOnlyList<string> missing)
    {
        var organizations = IdsOf("Organization", missing);
        if (organizations.Count > 0)
        {
            await marks.OrganizationsMatterAsync(CancellationToken.None);
        }

        var read = await Task.WhenAll(ReadAsync<Location>(IdsOf("Location", missing)), ReadAsync<Organization>(organizations));
        var found = read.SelectMany(r => r).ToDictionary(p => $"{p.TypeName}/{p.Id}");
        await issues.NoteAsync(missing, found.Values, CancellationToken.None);
        return missing.ToDictionary(m => m, found.GetValueOrDefault);
    }

    private async Task<IReadOnlyList<Resource>> ReadAsync<T>(List<string> ids)
        where T : Resource =>
        ids.Count == 0 ? [] : await fhir.ReadManyAsync<T>(ids, CancellationToken.None);

    private static List<string> IdsOf(string type, IEnumerable<string> references) => [.. references.Select(r => PlaceIndex.IdOf(type, r)).OfType<string>()];

    /// <summary>The Locations that facilities' Organizations manage; none for one that manages more than a facility has.</summary>
    private async Task<Dictionary<string, IReadOnlyList<Location>>> ReadManagedAsync(IReadOnlyList<string> organizations)
    {
        var result = new Dictionary<string, IReadOnlyList<Location>>();
        foreach (var chunk in organizations.Chunk(PairsPerSearch))
        {
            var found = new List<Location>();
            await foreach (var page in fhir.SearchPagesAsync(new FhirSearch("Location").WhereAny("organization", chunk), CancellationToken.None))
            {
                found.AddRange(page.Matches.OfType<Location>());
                if (found.Count > MaxManaged * PairsPerSearch)
                {
                    break;
                }
            }

            await NoteAsync(found);
            var isWhole = found.Count <= MaxManaged * PairsPerSearch;
            var byOrganization = found.ToLookup(l => ReferenceOf(l.ManagingOrganization?.Reference));
            foreach (var organization in chunk)
            {
                Location[] managed = [.. byOrganization[organization]];
                result[organization] = isWhole && managed.Length <= MaxManaged ? managed : [];
            }
        }

        return result;
    }

    private async Task<IReadOnlyList<Location>> FindAsync(string text)
    {
        var page = await fhir.SearchAsync(new FhirSearch("Location").Where("name", text), CancellationToken.None);
        var places = page.Matches.OfType<Location>().ToList();
        if (places.Count == 0)
        {
            page = await fhir.SearchAsync(new FhirSearch("Location").Where("identifier", text), CancellationToken.None);
            places = [.. page.Matches.OfType<Location>()];
        }

        if (!places.Exists(l => PlaceIndex.NamesOf(l).Concat(PlaceIndex.CodesOf(l)).Any(name => NameWords.Key(name) == NameWords.Key(text))))
        {
            // The server compares punctuation and accents, and does not know what the Organization is called.
            places.AddRange((await all.GetAsync(CancellationToken.None)).Places.ByText(text));
        }

        await NoteAsync(places);
        return places;
    }

    private Task NoteAsync(List<Location> read) =>
        issues.NoteAsync([.. read.Select(l => $"Location/{l.Id}").Distinct()], read.DistinctBy(l => l.Id), CancellationToken.None);
}
