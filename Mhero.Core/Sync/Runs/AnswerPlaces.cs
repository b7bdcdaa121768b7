using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Storage.SyncLog;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Runs;

/// <summary>Finds the Locations of a batch's answers: by search where a name is in the registry as it stands, else among all Locations.</summary>
internal sealed class AnswerPlaces(PlaceCache places, RegistryPlaces all, PathStore store)
{
    /// <summary>The places that the answers name.</summary>
    /// <param name="works">The runs.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The places, and by path the Locations that several fit.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<(PlaceIndex Known, Dictionary<string, IReadOnlyList<Location>> Unclear)> LoadAsync(IReadOnlyList<RunWork> works, CancellationToken cancellationToken)
    {
        var paths = works.SelectMany(PathsOf).DistinctBy(AdminPath.KeyOf).ToList();
        var known = await places.LoadAsync([], paths.Select(p => AdminPath.Split(p)[^1]), cancellationToken);
        var unclear = new Dictionary<string, IReadOnlyList<Location>>();
        if (paths.Count == 0)
        {
            return (known, unclear);
        }

        var rows = await store.FindAsync(paths.Select(AdminPath.KeyOf), cancellationToken);
        var meant = rows.Where(r => r.Value.Location is not null)
            .ToDictionary(r => r.Key, r => new AdminMatch(new Location { Id = PlaceIndex.IdOf("Location", r.Value.Location) }, []));
        var names = new PlaceNames(known, isWhole: false);
        foreach (var path in paths.Where(p => !meant.ContainsKey(AdminPath.KeyOf(p))))
        {
            var key = AdminPath.KeyOf(path);
            var match = names.Find(path);
            match = match.Place is not null && IsNamedAbove(known, match.Place, path) ? match : (await all.GetAsync(cancellationToken)).Find(path);
            meant[key] = match;
            if (match.Place is not null && rows.TryGetValue(key, out var row))
            {
                await store.SettleAsync(key, row, cancellationToken);
            }

            if (match.Candidates.Count > 0)
            {
                unclear[key] = match.Candidates;
            }
        }

        return (known.WithPaths(meant), unclear);
    }

    /// <summary>Asks which Locations are meant that several fit.</summary>
    /// <param name="works">The runs, written.</param>
    /// <param name="unclear">The result of <see cref="LoadAsync"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task AskAsync(IEnumerable<RunWork> works, IReadOnlyDictionary<string, IReadOnlyList<Location>> unclear, CancellationToken cancellationToken)
    {
        foreach (var work in unclear.Count == 0 ? [] : works.Where(w => !w.Item.IsSimulation && w.Write is { Outcome: not null, Error: null }))
        {
            foreach (var path in PathsOf(work).DistinctBy(AdminPath.KeyOf))
            {
                if (unclear.TryGetValue(AdminPath.KeyOf(path), out var candidates)
                    && await store.AskAsync(path, work.IsUnnamed ? null : work.Run!.Uuid, candidates, cancellationToken))
                {
                    work.Counts = work.Counts.Add(SyncCounts.Reviews);
                }
            }
        }
    }

    /// <summary>
    /// Whether the path's next level up is where the place lies: a place that is only somewhere in the same country may be another
    /// one of its name.
    /// </summary>
    private static bool IsNamedAbove(PlaceIndex known, Location place, string path)
    {
        var parts = AdminPath.Split(path);
        var above = parts.Length < 2 ? null : known.ByReference(place.PartOf?.Reference);
        return parts.Length < 2 || (above is not null && NameWords.Key(above.Name ?? "") == NameWords.Key(parts[^2]));
    }

    private static IEnumerable<string> PathsOf(RunWork work) =>
        ItemsOf(work.Questionnaire!.Item).Where(i => i.TypeElement?.JsonValue as string == "reference")
            .Select(i => work.Run!.Values.GetValueOrDefault(i.LinkId ?? "")?.Value)
            .Where(path => !string.IsNullOrEmpty(path) && AdminPath.KeyOf(path).Length > 0)!;

    private static IEnumerable<Questionnaire.ItemComponent> ItemsOf(IEnumerable<Questionnaire.ItemComponent> items) =>
        items.SelectMany(i => ItemsOf(i.Item).Prepend(i));
}
