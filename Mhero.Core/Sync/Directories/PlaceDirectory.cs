using System.Collections.Concurrent;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping;
using Mhero.Core.Sync.Contacts;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Directories;

/// <summary>
/// The facilities and districts that workers' roles name, remembered for a while: there are few of them, and every
/// worker of a facility asks for the same ones.
/// </summary>
internal sealed class PlaceDirectory(FhirGateway fhir, TimeProvider time, IOptions<ContactSyncOptions> options)
{
    /// <summary>Deeper than any administrative hierarchy; ends a search that a cycle would keep going.</summary>
    private const int MaxDepth = 12;

    /// <summary>Beyond this many, everything is forgotten at once rather than kept for ever.</summary>
    private const int MaxPlaces = 50_000;

    private readonly ConcurrentDictionary<string, (Location? Place, long At)> _byId = new();
    private readonly ConcurrentDictionary<string, (IReadOnlyList<Location> Places, long At)> _byText = new();

    /// <summary>The places that are named, with everything they are part of.</summary>
    /// <param name="references">References as roles hold them (<c>Location/123</c>); others are passed over.</param>
    /// <param name="texts">Names or identifiers of facilities, as contacts hold them.</param>
    /// <param name="cancellationToken">Cancels the look-ups.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<Places> LoadAsync(IEnumerable<string?> references, IEnumerable<string> texts, CancellationToken cancellationToken)
    {
        if (_byId.Count > MaxPlaces)
        {
            _byId.Clear();
            _byText.Clear();
        }

        var result = new Dictionary<string, Location>();
        foreach (var text in texts.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            foreach (var place in await FindAsync(text, cancellationToken))
            {
                result[place.Id!] = place;
            }
        }

        var next = references.Concat(result.Values.Select(p => p.PartOf?.Reference));
        for (var depth = 0; depth < MaxDepth; depth++)
        {
            var ids = next.Select(IdOf).OfType<string>().Where(id => !result.ContainsKey(id)).Distinct().ToList();
            if (ids.Count == 0)
            {
                break;
            }

            var found = await ReadAsync(ids, cancellationToken);
            found.ForEach(p => result[p.Id!] = p);
            next = found.Select(p => p.PartOf?.Reference);
        }

        return new Places(result.Values);
    }

    /// <summary>Has places that changed read anew.</summary>
    public void Forget(IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            _byId.TryRemove(id, out _);
        }

        // A name may have gone over to another place.
        _byText.Clear();
    }

    private static string? IdOf(string? reference) => reference?.Split('/') is [.., "Location", { Length: > 0 } id] ? id : null;

    private async Task<List<Location>> ReadAsync(List<string> ids, CancellationToken cancellationToken)
    {
        var missing = ids.Where(id => !_byId.TryGetValue(id, out var known) || IsOld(known.At)).ToList();
        if (missing.Count > 0)
        {
            var found = (await fhir.ReadManyAsync<Location>(missing, cancellationToken)).ToDictionary(p => p.Id!);
            var now = time.GetTimestamp();
            missing.ForEach(id => _byId[id] = (found.GetValueOrDefault(id), now));
        }

        return [.. ids.Select(id => _byId.GetValueOrDefault(id).Place).OfType<Location>()];
    }

    private async Task<IReadOnlyList<Location>> FindAsync(string text, CancellationToken cancellationToken)
    {
        if (_byText.TryGetValue(text, out var known) && !IsOld(known.At))
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

        _byText[text] = (places, time.GetTimestamp());
        return places;
    }

    private bool IsOld(long at) => time.GetElapsedTime(at) > options.Value.PlacesMaxAge;
}
