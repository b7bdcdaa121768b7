using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Places;
using Microsoft.Extensions.Options;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Lookup.Facilities;

/// <summary>Finds facilities by what contacts write, or by the id that an earlier look-up gave.</summary>
internal sealed class FacilityFinder(FhirGateway fhir, FacilityIndex index, PlaceCache places, IOptions<LookupOptions> options)
{
    private const string IdPrefix = "Location/";

    /// <summary>A second is how long an answer may take; the rest of it is for the search that takes the list's place.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(600);

    /// <summary>Finds the facilities that a text may mean.</summary>
    /// <param name="text">A checked text.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<FacilityMatches> FindAsync(string text, CancellationToken cancellationToken)
    {
        var list = await index.GetAsync(Patience, cancellationToken);
        return (list ?? await SearchAsync(text, cancellationToken)).Find(text);
    }

    /// <summary>The facility with a reference; null when there is none.</summary>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<Facility?> ReadAsync(string reference, CancellationToken cancellationToken)
    {
        var around = await places.LoadAsync([reference], [], cancellationToken);
        return around.ByReference(reference) is { } location ? FacilityReader.Read(location, around, options.Value, index.DistrictLevel) : null;
    }

    /// <summary>Whether a text is an id that a look-up gave, and not a text that a person wrote.</summary>
    public static bool IsReference(string text) =>
        text.StartsWith(IdPrefix, StringComparison.Ordinal)
        && text.Length is > 9 and <= 73
        && text.AsSpan(IdPrefix.Length).ToString().All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');

    /// <summary>Searches on the server: identifiers, and names that begin with the text.</summary>
    private async Task<FacilityList> SearchAsync(string text, CancellationToken cancellationToken)
    {
        string[] spellings = [.. new[] { text, text.ToUpperInvariant(), text.ToLowerInvariant() }.Distinct()];
        var pages = await Task.WhenAll(
            fhir.SearchAsync(new FhirSearch("Location").WhereAny("identifier", spellings), cancellationToken),
            fhir.SearchAsync(new FhirSearch("Location").Where("name", text), cancellationToken));
        var found = pages.SelectMany(p => p.Matches).OfType<Location>().ToList();
        var above = await places.LoadAsync(found.Select(f => f.PartOf?.Reference), [], cancellationToken);
        return new FacilityList([.. found, .. found.SelectMany(f => Chain(f, above))], options.Value, index.DistrictLevel);
    }

    private static IEnumerable<Location> Chain(Location location, PlaceIndex above)
    {
        var seen = new HashSet<string?>();
        for (var next = above.ByReference(location.PartOf?.Reference); next is not null && seen.Add(next.Id); next = above.ByReference(next.PartOf?.Reference))
        {
            yield return next;
        }
    }
}
