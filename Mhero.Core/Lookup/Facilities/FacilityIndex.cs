using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Sync.Contacts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Lookup.Facilities;

/// <summary>
/// All facilities of the registry, in memory: no search of a FHIR server finds a name with a spelling mistake. Read in the
/// background; while it is read again the old one answers.
/// </summary>
internal sealed partial class FacilityIndex(
    FhirGateway fhir, TimeProvider time, IOptions<LookupOptions> options, IOptions<CacheOptions> cache, IOptions<ContactMappingOptions> mapping, ILogger<FacilityIndex> logger) : IPlaceSuggestions
{
    /// <summary>How long a batch of contacts waits for the first reading.</summary>
    private static readonly TimeSpan BatchPatience = TimeSpan.FromSeconds(10);

    /// <summary>More Locations than a country has facilities; ends a reading that would fill the memory.</summary>
    private const int MaxLocations = 100_000;

    private readonly Lock _lock = new();
    private volatile Loaded? _loaded;
    private Task<FacilityList>? _loading;

    /// <summary>The level of districts, as the contact field has it.</summary>
    public string DistrictLevel { get; } =
        mapping.Value.MappedFields.Values.FirstOrDefault(f => f.Element == ContactElement.District)?.Level ?? "jdn";

    /// <summary>The facilities.</summary>
    /// <param name="patience">How long to wait when they have never been read.</param>
    /// <param name="cancellationToken">Ends the wait, not the reading.</param>
    /// <returns>The facilities; null when they are still being read.</returns>
    /// <exception cref="FhirException">They have never been read, and cannot be.</exception>
    public async Task<FacilityList?> GetAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (_loaded is { } loaded)
        {
            if (time.GetElapsedTime(loaded.At) > cache.Value.FacilitiesMaxAge)
            {
                _ = Begin();
            }

            return loaded.List;
        }

        try
        {
            return await Begin().WaitAsync(patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ValueSuggestion>> FindAsync(string text, CancellationToken cancellationToken)
    {
        if (await GetAsync(BatchPatience, cancellationToken) is not { } list)
        {
            return [];
        }

        return
        [
            .. from facility in list.Find(text).ForMenu
               let key = list.Find(facility.Name).Exact.Count == 1 ? facility.Name : facility.Code
               where key is not null
               select new ValueSuggestion(facility.Reference, key, facility.District is null ? facility.Name : $"{facility.Name}, {facility.District}"),
        ];
    }

    private Task<FacilityList> Begin()
    {
        lock (_lock)
        {
            return _loading is { IsCompleted: false } running ? running : _loading = Task.Run(LoadAsync);
        }
    }

    private async Task<FacilityList> LoadAsync()
    {
        try
        {
            var locations = new List<Location>();
            var search = new FhirSearch("Location").With("_elements", "id,meta,name,alias,identifier,status,partOf,physicalType,type");
            await foreach (var page in fhir.SearchPagesAsync(search, CancellationToken.None))
            {
                locations.AddRange(page.Matches.OfType<Location>());
                if (locations.Count > MaxLocations)
                {
                    LogTooMany(MaxLocations);
                    break;
                }
            }

            if (locations.Count == 0 && _loaded is { List.IsEmpty: false } before)
            {
                // A registry does not lose all its facilities from one reading to the next: the answer is not believed.
                LogFailed(FhirErrorCodes.Unreadable);
                _loaded = before with { At = time.GetTimestamp() };
                return before.List;
            }

            var list = new FacilityList(locations, options.Value, DistrictLevel);
            _loaded = new Loaded(list, time.GetTimestamp());
            return list;
        }
        catch (FhirException e)
        {
            LogFailed(e.Code);
            throw;
        }
    }

    [LoggerMessage(7010, LogLevel.Warning, "The registry has more than {Most} Locations: facilities beyond them are found by their identifiers and the beginnings of their names alone")]
    private partial void LogTooMany(int most);

    [LoggerMessage(7011, LogLevel.Warning, "The registry's facilities could not be read: {Code}")]
    private partial void LogFailed(string code);

    private sealed record Loaded(FacilityList List, long At);
}
