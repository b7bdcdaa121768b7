using System.Collections.Concurrent;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Places;
using Microsoft.Extensions.Options;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Caching;

/// <summary>
/// The facilities and districts that workers' roles name, remembered for a while: there are few of them, and every
/// worker of a facility asks for the same ones. Once a poller has seen that a place changed, no instance of the app answers
/// with what it remembers from before: a worker mapped with the old name would get it back.
/// </summary>
internal sealed class PlaceCache(FhirGateway fhir, PlaceChangeState marks, PlaceIssues issues, TimeProvider time, IOptions<CacheOptions> options, IOptions<PlaceOptions> placeOptions)
{
    /// <summary>Deeper than any administrative hierarchy; ends a search that a cycle would keep going.</summary>
    private const int MaxDepth = 12;

    /// <summary>Beyond this many entries the whole cache is cleared, so that it does not grow without limit.</summary>
    private const int MaxPlaces = 50_000;

    /// <summary>A facility's Organization manages few Locations. One that manages more has no other half among them.</summary>
    private const int MaxManaged = 50;

    /// <summary>Organizations whose Locations one search asks for.</summary>
    private const int PairsPerSearch = 20;

    private readonly ConcurrentDictionary<string, (Resource? Place, Age Age)> _byReference = new();
    private readonly ConcurrentDictionary<string, (IReadOnlyList<Location> Places, Age Age)> _byText = new();
    private readonly ConcurrentDictionary<string, (IReadOnlyList<Location> Places, Age Age)> _managed = new();
    private readonly FacilityTypes _types = new(placeOptions.Value.OrganizationTypes);

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

        if (_byReference.Count + _managed.Count > MaxPlaces)
        {
            _byReference.Clear();
            _byText.Clear();
            _managed.Clear();
        }

        var now = new Age(time.GetTimestamp(), await marks.GenerationAsync(cancellationToken));
        var result = new Dictionary<string, Resource>();
        foreach (var text in wanted)
        {
            Add(result, await FindAsync(text, now, cancellationToken));
        }

        var next = asked.Concat(result.Values.Select(ParentOf));
        for (var depth = 0; depth < MaxDepth; depth++)
        {
            var missing = next.Select(ReferenceOf).OfType<string>().Where(r => !result.ContainsKey(r)).Distinct().ToList();
            if (missing.Count == 0)
            {
                break;
            }

            var found = await ReadAsync(missing, now, cancellationToken);
            if (depth == 0)
            {
                found.AddRange(await ManagedAsync([.. found.OfType<Organization>().Where(_types.Include).Select(o => $"Organization/{o.Id}")], now, cancellationToken));
            }

            Add(result, found);
            next = found.Select(ParentOf);
        }

        return new PlaceIndex(result.Values.OfType<Location>(), result.Values.OfType<Organization>(), _types);
    }

    /// <summary>Which of these Organizations are facilities.</summary>
    /// <param name="organizations">References of Organizations.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<List<string>> FacilitiesAmongAsync(IEnumerable<string> organizations, CancellationToken cancellationToken)
    {
        var now = new Age(time.GetTimestamp(), await marks.GenerationAsync(cancellationToken));
        var found = await ReadAsync([.. organizations.Distinct()], now, cancellationToken);
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

    private async Task<List<Resource>> ReadAsync(List<string> references, Age now, CancellationToken cancellationToken)
    {
        var result = new List<Resource>();
        var missing = new List<string>();
        foreach (var reference in references)
        {
            if (!_byReference.TryGetValue(reference, out var known) || IsOld(known.Age, now))
            {
                missing.Add(reference);
            }
            else if (known.Place is { } place)
            {
                result.Add(place);
            }
        }

        var organizations = IdsOf("Organization", missing);
        if (organizations.Count > 0)
        {
            await marks.OrganizationsMatterAsync(cancellationToken);
        }

        var read = await Task.WhenAll(
            ReadAsync<Location>(IdsOf("Location", missing), cancellationToken),
            ReadAsync<Organization>(organizations, cancellationToken));
        var found = read.SelectMany(r => r).ToDictionary(p => $"{p.TypeName}/{p.Id}");
        await issues.NoteAsync(missing, found.Values, cancellationToken);
        missing.ForEach(reference => _byReference[reference] = (found.GetValueOrDefault(reference), now));
        result.AddRange(found.Values);
        return result;
    }

    private async Task<IReadOnlyList<Resource>> ReadAsync<T>(List<string> ids, CancellationToken cancellationToken)
        where T : Resource =>
        ids.Count == 0 ? [] : await fhir.ReadManyAsync<T>(ids, cancellationToken);

    private static List<string> IdsOf(string type, List<string> references) => [.. references.Select(r => PlaceIndex.IdOf(type, r)).OfType<string>()];

    /// <summary>The Locations that facilities' Organizations manage; none for one that manages more than a facility has.</summary>
    private async Task<List<Location>> ManagedAsync(List<string> organizations, Age now, CancellationToken cancellationToken)
    {
        var result = new List<Location>();
        foreach (var chunk in organizations.Where(o => !_managed.TryGetValue(o, out var known) || IsOld(known.Age, now)).Chunk(PairsPerSearch))
        {
            var found = new List<Location>();
            await foreach (var page in fhir.SearchPagesAsync(new FhirSearch("Location").WhereAny("organization", chunk), cancellationToken))
            {
                found.AddRange(page.Matches.OfType<Location>());
                if (found.Count > MaxManaged * PairsPerSearch)
                {
                    break;
                }
            }

            await NoteAsync(found, cancellationToken);
            var isWhole = found.Count <= MaxManaged * PairsPerSearch;
            var byOrganization = found.ToLookup(l => ReferenceOf(l.ManagingOrganization?.Reference));
            foreach (var organization in chunk)
            {
                Location[] managed = [.. byOrganization[organization]];
                _managed[organization] = (isWhole && managed.Length <= MaxManaged ? managed : [], now);
            }
        }

        result.AddRange(organizations.SelectMany(o => _managed.TryGetValue(o, out var known) ? known.Places : []));
        return result;
    }

    private async Task<IReadOnlyList<Location>> FindAsync(string text, Age now, CancellationToken cancellationToken)
    {
        if (_byText.TryGetValue(text, out var known) && !IsOld(known.Age, now))
        {
            return known.Places;
        }

        var page = await fhir.SearchAsync(new FhirSearch("Location").Where("name", text), cancellationToken);
        var places = page.Matches.OfType<Location>().ToList();
        if (places.Count == 0)
        {
            page = await fhir.SearchAsync(new FhirSearch("Location").Where("identifier", text), cancellationToken);
            places = [.. page.Matches.OfType<Location>()];
        }

        await NoteAsync(places, cancellationToken);
        _byText[text] = (places, now);
        return places;
    }

    private Task NoteAsync(List<Location> read, CancellationToken cancellationToken) =>
        issues.NoteAsync([.. read.Select(l => $"Location/{l.Id}").Distinct()], read.DistinctBy(l => l.Id), cancellationToken);

    private bool IsOld(Age age, Age now) => age.Generation < now.Generation || time.GetElapsedTime(age.At) > options.Value.PlacesMaxAge;

    /// <summary>When something was asked for, and after how many changes.</summary>
    private readonly record struct Age(long At, int Generation);
}
