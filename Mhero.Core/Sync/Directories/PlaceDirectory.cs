using System.Collections.Concurrent;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping;
using Mhero.Core.Storage;
using Mhero.Core.Sync.Contacts;
using Microsoft.Extensions.Options;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Directories;

/// <summary>
/// The facilities and districts that workers' roles name, remembered for a while: there are few of them, and every
/// worker of a facility asks for the same ones. Once a feed has seen that a place changed, no instance of the app answers
/// with what it remembers from before: a worker mapped with the old name would get it back.
/// </summary>
internal sealed class PlaceDirectory(FhirGateway fhir, CursorStore cursors, TimeProvider time, IOptions<ContactSyncOptions> options)
{
    /// <summary>A cursor whose position is when a feed last saw that a place changed.</summary>
    private const string LastChange = "places-changed";

    /// <summary>Deeper than any administrative hierarchy; ends a search that a cycle would keep going.</summary>
    private const int MaxDepth = 12;

    /// <summary>Beyond this many, everything is forgotten at once rather than kept for ever.</summary>
    private const int MaxPlaces = 50_000;

    private readonly ConcurrentDictionary<string, (Location? Place, Age Age)> _byId = new();
    private readonly ConcurrentDictionary<string, (IReadOnlyList<Location> Places, Age Age)> _byText = new();
    private readonly Lock _lock = new();
    private DateTimeOffset _known;
    private int _generation;

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

        var asked = references.OfType<string>().ToList();
        var wanted = texts.Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (asked.Count + wanted.Count == 0)
        {
            return Places.Empty;
        }

        var now = await BeginAsync(cancellationToken);
        var result = new Dictionary<string, Location>();
        foreach (var text in wanted)
        {
            foreach (var place in await FindAsync(text, now, cancellationToken))
            {
                result[place.Id!] = place;
            }
        }

        var next = asked.Concat(result.Values.Select(p => p.PartOf?.Reference));
        for (var depth = 0; depth < MaxDepth; depth++)
        {
            var ids = next.Select(IdOf).OfType<string>().Where(id => !result.ContainsKey(id)).Distinct().ToList();
            if (ids.Count == 0)
            {
                break;
            }

            var found = await ReadAsync(ids, now, cancellationToken);
            found.ForEach(p => result[p.Id!] = p);
            next = found.Select(p => p.PartOf?.Reference);
        }

        return new Places(result.Values);
    }

    /// <summary>Has all places read anew, by all instances of the app: some changed. What is on the queue after this is mapped with the new ones.</summary>
    /// <param name="cancellationToken">Cancels; other instances may not know then.</param>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        Cursor? moved;
        do
        {
            // Clocks of instances differ, and each change has to be a later one.
            var last = await cursors.ReadAsync(LastChange, cancellationToken);
            var now = time.GetUtcNow();
            moved = await cursors.TryMoveAsync(last, last.Position >= now ? last.Position.Value.AddMilliseconds(1) : now, cancellationToken);
        }
        while (moved is null);
        Learn(moved.Position!.Value);
    }

    /// <summary>Looks whether a place changed; what is read from here on is as old as this.</summary>
    private async Task<Age> BeginAsync(CancellationToken cancellationToken)
    {
        if ((await cursors.ReadAsync(LastChange, cancellationToken)).Position is { } change)
        {
            Learn(change);
        }

        return new Age(time.GetTimestamp(), Volatile.Read(ref _generation));
    }

    private void Learn(DateTimeOffset change)
    {
        lock (_lock)
        {
            if (change > _known)
            {
                _known = change;
                _generation++;
            }
        }
    }

    private static string? IdOf(string? reference) => reference?.Split('/') is [.., "Location", { Length: > 0 } id] ? id : null;

    private async Task<List<Location>> ReadAsync(List<string> ids, Age now, CancellationToken cancellationToken)
    {
        var missing = ids.Where(id => !_byId.TryGetValue(id, out var known) || IsOld(known.Age)).ToList();
        if (missing.Count > 0)
        {
            var found = (await fhir.ReadManyAsync<Location>(missing, cancellationToken)).ToDictionary(p => p.Id!);
            missing.ForEach(id => _byId[id] = (found.GetValueOrDefault(id), now));
        }

        return [.. ids.Select(id => _byId.GetValueOrDefault(id).Place).OfType<Location>()];
    }

    private async Task<IReadOnlyList<Location>> FindAsync(string text, Age now, CancellationToken cancellationToken)
    {
        if (_byText.TryGetValue(text, out var known) && !IsOld(known.Age))
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

        _byText[text] = (places, now);
        return places;
    }

    private bool IsOld(Age age) => age.Generation != Volatile.Read(ref _generation) || time.GetElapsedTime(age.At) > options.Value.PlacesMaxAge;

    /// <summary>When something was asked for, and after how many changes.</summary>
    private readonly record struct Age(long At, int Generation);
}
