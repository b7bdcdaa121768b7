using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Sync.Contacts;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Lookup.Facilities;

/// <summary>Finds facilities by what contacts write, or by the id that an earlier look-up gave.</summary>
internal sealed class FacilityFinder(
    FhirGateway fhir, RegistryPlaces registry, PlaceCache places, IOptions<LookupOptions> options, IOptions<ContactMappingOptions> mapping) : IPlaceSuggestions
{
    private const string IdPrefix = "Location/";

    /// <summary>A second is how long an answer may take; the rest of it is for the search that takes the list's place.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(600);

    /// <summary>How long a batch of contacts waits for the first reading.</summary>
    private static readonly TimeSpan BatchPatience = TimeSpan.FromSeconds(10);

    private volatile FacilityList? _list;

    /// <summary>The level of districts, as the contact field has it.</summary>
    public string DistrictLevel { get; } =
        mapping.Value.MappedFields.Values.FirstOrDefault(f => f.Element == ContactElement.District)?.Level ?? "jdn";

    /// <summary>Finds the facilities that a text may mean.</summary>
    /// <param name="text">A checked text.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<FacilityMatches> FindAsync(string text, CancellationToken cancellationToken)
    {
        var list = await ListAsync(Patience, cancellationToken);
        if (list?.Find(text) is { } matches && (list.IsWhole || matches.Exact.Count > 0))
        {
            return matches;
        }

        var searched = (await SearchAsync(text, cancellationToken)).Find(text);
        return searched.Exact.Count > 0 || list is null ? searched : new([], [.. list.Find(text).Near.Concat(searched.Near).DistinctBy(f => f.Reference)]);
    }

    /// <inheritdoc/>
    async Task<IReadOnlyList<ValueSuggestion>> IPlaceSuggestions.FindAsync(string text, CancellationToken cancellationToken)
    {
        if (await ListAsync(BatchPatience, cancellationToken) is not { } list)
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

    /// <summary>The facility with a reference; null when there is none.</summary>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<Facility?> ReadAsync(string reference, CancellationToken cancellationToken)
    {
        var around = await places.LoadAsync([reference], [], cancellationToken);
        return around.ByReference(reference) is { } location ? FacilityReader.Read(location, around, options.Value, DistrictLevel) : null;
    }

    /// <summary>Whether a text is an id that a look-up gave, and not a text that a person wrote.</summary>
    public static bool IsReference(string text) =>
        text.StartsWith(IdPrefix, StringComparison.Ordinal)
        && text.Length is > 9 and <= 73
        && text.AsSpan(IdPrefix.Length).ToString().All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');

    /// <summary>The facilities among the registry's places, selected once for each reading of them.</summary>
    private async Task<FacilityList?> ListAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var list = _list;
        return await registry.TryGetAsync(patience, cancellationToken) is not { } names ? null
            : list?.Of == names ? list
            : _list = new FacilityList(names, options.Value, DistrictLevel);
    }

    /// <summary>Searches on the server: identifiers, and names that begin with the text.</summary>
    private async Task<FacilityList> SearchAsync(string text, CancellationToken cancellationToken)
    {
        string[] spellings = [.. new[] { text, text.ToUpperInvariant(), text.ToLowerInvariant() }.Distinct()];
        var pages = await Task.WhenAll(
            fhir.SearchAsync(new FhirSearch("Location").WhereAny("identifier", spellings), cancellationToken),
            fhir.SearchAsync(new FhirSearch("Location").Where("name", text), cancellationToken));
        var found = pages.SelectMany(p => p.Matches).OfType<Location>().Select(l => $"{IdPrefix}{l.Id}").ToList();
        return new FacilityList(new PlaceNames(await places.LoadAsync(found, [], cancellationToken), isWhole: false), options.Value, DistrictLevel);
    }
}
