using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Places;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Caching;

/// <summary>
/// All Locations of the registry, for paths with spelling mistakes, which no server's search finds. Read on first use, and again
/// after a place changed.
/// </summary>
internal sealed class LocationList(FhirGateway fhir, PlaceChangeState marks, TimeProvider time, IOptions<CacheOptions> options) : IDisposable
{
    /// <summary>More Locations than a country has; ends a reading that would fill the memory.</summary>
    private const int MaxLocations = 100_000;

    private readonly SemaphoreSlim _one = new(1);
    private (AdminPlaces Places, long At, long Generation)? _loaded;

    /// <summary>The Locations.</summary>
    /// <exception cref="FhirException">They cannot be read.</exception>
    public async Task<AdminPlaces> GetAsync(CancellationToken cancellationToken)
    {
        var generation = await marks.VersionAsync(cancellationToken);
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_loaded is { } loaded && loaded.Generation >= generation && time.GetElapsedTime(loaded.At) <= options.Value.PlacesMaxAge)
            {
                return loaded.Places;
            }

            var at = time.GetTimestamp();
            var locations = new List<Location>();
            var search = new FhirSearch("Location").With("_elements", "id,name,alias,identifier,status,partOf,physicalType,type");
            await foreach (var page in fhir.SearchPagesAsync(search, cancellationToken))
            {
                locations.AddRange(page.Matches.OfType<Location>());
                if (locations.Count >= MaxLocations)
                {
                    break;
                }
            }

            var places = new AdminPlaces([.. locations.DistinctBy(l => l.Id)]);
            _loaded = (places, at, generation);
            return places;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
