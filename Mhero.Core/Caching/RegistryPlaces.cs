using Hl7.Fhir.Model;
using Mhero.Core.Caching.InMemory;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Places;

namespace Mhero.Core.Caching;

/// <summary>
/// All Locations of the registry by what people call them, for look-ups, answers and contacts alike: no search of a FHIR server finds a
/// name with a spelling mistake. Read on first use, and again when they are old or a place changed.
/// </summary>
internal sealed partial class RegistryPlaces(
    FhirGateway fhir, PlaceChangeState state, TimeProvider time, IOptions<CacheOptions> cache, IOptions<PlaceOptions> options, ILogger<RegistryPlaces> logger)
{
    private const string Elements = "id,meta,name,alias,identifier,status,partOf,physicalType,type,managingOrganization";

    private readonly BoundedCache<int, PlaceNames> _all = new(
        time, 1, _ => cache.Value.PlacesMaxAge < cache.Value.FacilitiesMaxAge ? cache.Value.PlacesMaxAge : cache.Value.FacilitiesMaxAge);

    private volatile Reading? _last;

    /// <summary>The places as they are now.</summary>
    /// <param name="cancellationToken">Ends the wait, not the reading.</param>
    /// <exception cref="FhirException">They cannot be read.</exception>
    public async Task<PlaceNames> GetAsync(CancellationToken cancellationToken) =>
        await _all.GetAsync(0, ReadAsync, cancellationToken, await state.VersionAsync(cancellationToken));

    /// <summary>The places for those who cannot wait: while they are read again the old ones answer.</summary>
    /// <param name="patience">How long to wait when they have never been read.</param>
    /// <param name="cancellationToken">Ends the wait, not the reading.</param>
    /// <returns>The places; null when they are still being read.</returns>
    /// <exception cref="FhirException">They have never been read, and cannot be.</exception>
    public async Task<PlaceNames?> TryGetAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var last = _last;
        if (last is not null && time.GetElapsedTime(last.At) <= cache.Value.FacilitiesMaxAge)
        {
            return last.Names;
        }

        var reading = GetAsync(CancellationToken.None);
        try
        {
            return last?.Names ?? await reading.WaitAsync(patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private async Task<PlaceNames> ReadAsync()
    {
        try
        {
            var at = time.GetTimestamp();
            var most = options.Value.MaxIndexed;
            var locations = await ReadAsync<Location>(new FhirSearch("Location").With("_elements", Elements), most);
            if (locations.Count == 0 && _last is { Names: { All.Count: > 0 } before })
            {
                // A registry does not lose all its places from one reading to the next: the answer is not believed.
                LogFailed(FhirErrorCodes.Unreadable);
                _last = new Reading(before, at);
                return before;
            }

            var organizations = await state.OrganizationsSinceAsync(CancellationToken.None) is null ? []
                : await ReadAsync<Organization>(new FhirSearch("Organization").With("_elements", "id,meta,name,alias,identifier,active,partOf,type"), most);
            var places = new PlaceIndex(locations, organizations, new FacilityTypes(options.Value.OrganizationTypes), new PlaceKinds(options.Value.Kinds));
            var names = new PlaceNames(places, isWhole: locations.Count < most);
            _last = new Reading(names, at);
            return names;
        }
        catch (FhirException e)
        {
            LogFailed(e.Code);
            throw;
        }
    }

    private async Task<List<T>> ReadAsync<T>(FhirSearch search, int most)
        where T : Resource
    {
        var found = new Dictionary<string, T>();
        await foreach (var page in fhir.SearchPagesAsync(search, CancellationToken.None))
        {
            foreach (var place in page.Matches.OfType<T>().Where(p => !string.IsNullOrEmpty(p.Id)).Take(most - found.Count))
            {
                // Servers add a tag to resources that they shorten.
                place.Meta = null;
                found[place.Id!] = place;
            }

            if (found.Count >= most)
            {
                LogTooMany(typeof(T).Name, most);
                break;
            }
        }

        return [.. found.Values];
    }

    [LoggerMessage(7010, LogLevel.Warning, "The registry has {Most} {Type} resources or more (Mhero__Places__MaxIndexed): those beyond are found by their identifiers and the beginnings of their names alone")]
    private partial void LogTooMany(string type, int most);

    [LoggerMessage(7011, LogLevel.Warning, "The registry's facilities could not be read: {Code}")]
    private partial void LogFailed(string code);

    private sealed record Reading(PlaceNames Names, long At);
}
